#include "metrics/learnt_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <vector>

#include "detectors/labels/bins.h"
#include "detectors/labels/features.h"
#include "detectors/learning/flag_budget.h"
#include "metrics/budget_text.h"
#include "metrics/label_text.h"

namespace labelwatch {
namespace {

constexpr std::size_t kShown = 4;       // of each list
constexpr float kWorthSaying = 0.25F;   // log-odds
constexpr float kSeen = 1;              // curvature of a weight that has been taught something
constexpr float kHeldBySlowCopy = 1.0;  // log-odds

template <typename... T>
std::string Print(const char* format, T... values) {
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

// 12345 -> "12,345"
std::string Whole(double number) {
  std::string digits = Print("%.0f", number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

struct Saying {
  std::string words;
  float weight;
};

// The strongest first, at most kShown, weaker ones than kWorthSaying left out.
std::string Strongest(std::vector<Saying> sayings, float sign) {
  std::erase_if(sayings, [&](const Saying& saying) { return !(saying.weight * sign >= kWorthSaying); });
  std::stable_sort(sayings.begin(), sayings.end(),
                   [&](const Saying& a, const Saying& b) { return a.weight * sign > b.weight * sign; });
  if (sayings.size() > kShown) sayings.resize(kShown);
  std::string text;
  for (const Saying& saying : sayings) {
    text += (text.empty() ? "" : "; ") + saying.words + " (" + Print("%+.1f", static_cast<double>(saying.weight)) + ")";
  }
  return text;
}

// Of each feature the bin that raises the score most (sign 1) or lowers it most (-1), measured from the mean of what
// the feature has seen.
std::vector<Saying> OfFeatures(std::size_t kind, const KindCalibration& model, float sign) {
  std::vector<Saying> sayings;
  for (const FeatureWords& feature : FeaturesOf(kind)) {
    if (feature.edges.empty()) continue;
    float mean = 0, seen = 0;
    for (std::size_t bin = 0; bin < feature.Weights(); ++bin) {
      mean += model.weights[feature.first + bin] * model.curvature[feature.first + bin];
      seen += model.curvature[feature.first + bin];
    }
    if (seen < kSeen) continue;
    mean /= seen;
    std::size_t best = feature.Weights();
    for (std::size_t bin = 0; bin < feature.Weights(); ++bin) {
      if (model.curvature[feature.first + bin] < kSeen) continue;
      if (best == feature.Weights() ||
          model.weights[feature.first + bin] * sign > model.weights[feature.first + best] * sign) {
        best = bin;
      }
    }
    if (best == feature.Weights()) continue;
    sayings.push_back({BinWords(feature, best), model.weights[feature.first + best] - mean});
  }
  return sayings;
}

class Writer {
 public:
  explicit Writer(const Calibration& calibration) : calibration_(calibration) {}

  std::string Write() {
    text_ =
        "What the monitor has learnt: calibration version " + Whole(static_cast<double>(calibration_.version)) + "\n";
    if (calibration_.models.empty()) text_ += "Nothing yet: frames are judged with the start weights.\n";
    if (calibration_.pool != nullptr && !calibration_.pool->labels.empty()) {
      text_ += "It has seen labels of " + Whole(static_cast<double>(calibration_.pool->label_classes.size())) +
               " classes and keeps " + Whole(static_cast<double>(calibration_.pool->labels.size())) + " to plant.\n";
    }
    if (calibration_.contributions != nullptr) {
      WriteTeachers("sources", calibration_.contributions->sources);
      WriteTeachers("annotators", calibration_.contributions->annotators);
    }
    if (calibration_.budget != nullptr) WriteBudget(*calibration_.budget);
    for (const auto& model : calibration_.models) WriteModel(*model);
    return std::move(text_);
  }

 private:
  std::string ClassName(std::size_t id) const {
    if (calibration_.class_names == nullptr || id >= calibration_.class_names->size()) return Print("class %zu", id);
    return LabelText((*calibration_.class_names)[id]);
  }

  void Line(const std::string& indent, const std::string& words, const std::string& list) {
    if (!list.empty()) text_ += indent + words + ": " + list + "\n";
  }

  void WriteTeachers(const char* what, std::vector<Contribution> teachers) {
    if (teachers.size() < 2) return;
    const float all = std::accumulate(teachers.begin(), teachers.end(), 0.0F,
                                      [](float sum, const Contribution& entry) { return sum + entry.frames; });
    std::stable_sort(teachers.begin(), teachers.end(),
                     [](const Contribution& a, const Contribution& b) { return a.frames > b.frames; });
    std::string list;
    for (std::size_t i = 0; i < std::min(kShown, teachers.size()); ++i) {
      list += (i > 0 ? ", " : "") + LabelText(teachers[i].name) +
              Print(" %.0f %%", 100.0 * static_cast<double>(teachers[i].frames / all));
    }
    Line("", "It learns from " + Whole(static_cast<double>(teachers.size())) + " " + what, list);
  }

  void WriteBudget(const FrameBudget& saved) {
    FrameBudget budget = saved;
    SetBudget(saved.per_1000, budget);
    text_ += BudgetText(budget) + ".\n";
    Line("", "Other budgets would flag of 1,000", OtherBudgetsText(budget));
  }

  void WriteModel(const ModelCalibration& model) {
    text_ += "\n" + LabelText(model.model) + ": learned from " + Whole(static_cast<double>(model.frames)) + " frames\n";
    static constexpr std::array<const char*, 4> kTitles = {"missing labels", "wrong classes", "inaccurate boxes",
                                                           "spurious labels"};
    for (std::size_t k = 0; k < model.kinds.size(); ++k) {
      const KindCalibration& kind = model.kinds[k];
      const float made = std::accumulate(kind.made.begin(), kind.made.end(), 0.0F);
      const float real = std::accumulate(kind.real.begin(), kind.real.end(), 0.0F);
      text_ += std::string("  ") + kTitles[k] + ": ";
      if (kind.log_rate_bound < 0) {
        text_ += Print("at most %.1f %% of labels; ", 100 * std::exp(static_cast<double>(kind.log_rate_bound)));
      }
      text_ += "learned from " + Whole(static_cast<double>(made)) + " made errors and " +
               Whole(static_cast<double>(real)) + " real objects\n";
      Line("    ", "suspicious", Strongest(OfFeatures(k, kind, 1), 1));
      Line("    ", "harmless", Strongest(OfFeatures(k, kind, -1), -1));
      WriteClasses(k, kind);
      if (k == 0) WriteSizes(model);
      if (k == 1) WriteConfusions(model);
    }
  }

  void WriteClasses(std::size_t k, const KindCalibration& kind) {
    struct Titles {
      const char *raised, *lowered;
    };
    static constexpr std::array<Titles, 4> kTitles = {
        {{"classes whose unlabeled predictions are mostly objects", "classes that are predicted and seldom labeled"},
         {"classes whose labels are seldom contradicted", "classes whose labels are often contradicted"},
         {"classes whose boxes the model places well", "classes whose boxes the model or the annotators place freely"},
         {"classes that the model surely finds", "classes that the model finds hard"}}};
    std::vector<Saying> sayings, held;
    for (std::size_t i = kSharedWeights[k]; i < kind.weights.size(); i += kWeightsPerClass[k]) {
      const std::string name = ClassName((i - kSharedWeights[k]) / kWeightsPerClass[k]);
      sayings.push_back({name, kind.weights[i]});
      if (i < kind.reference.size() && kind.reference[i] - kind.weights[i] >= kHeldBySlowCopy) {
        held.push_back({name, kind.reference[i] - kind.weights[i]});
      }
    }
    Line("    ", kTitles[k].raised, Strongest(sayings, 1));
    Line("    ", kTitles[k].lowered, Strongest(sayings, -1));
    Line("    ", "classes for which the latest frames teach less suspicion than the slow copy keeps",
         Strongest(held, 1));
  }

  void WriteSizes(const ModelCalibration& model) {
    constexpr float kEnough = 30;
    std::size_t small = kSizeCells, large = kSizeCells;
    for (std::size_t cell = 0; cell < kSizeCells; ++cell) {
      if (model.size_made[cell] < kEnough) continue;
      if (small == kSizeCells) small = cell;
      large = cell;
    }
    if (small >= large) return;
    const double times = std::exp(static_cast<double>(model.size_log_ratio[small] - model.size_log_ratio[large]));
    if (times < 1.2) return;
    text_ += Print("    objects below %.3g %% of the image are left out %.1f times as often as those from %.3g %% on\n",
                   100 * kSizeBins.edges[small], times, 100 * kSizeBins.edges[large - 1]);
  }

  void WriteConfusions(const ModelCalibration& model) {
    std::vector<ConfusionCount> pairs = model.confusions;
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const ConfusionCount& a, const ConfusionCount& b) { return a.count > b.count; });
    std::string list;
    for (std::size_t i = 0; i < std::min(kShown, pairs.size()); ++i) {
      if (pairs[i].count < 2) break;
      list += (i > 0 ? "; " : "") + ClassName(pairs[i].labeled) + " is labeled where the model sees " +
              ClassName(pairs[i].predicted) + Print(" (%.0f times)", static_cast<double>(pairs[i].count));
    }
    Line("    ", "mixed up", list);
  }

  const Calibration& calibration_;
  std::string text_;
};

}  // namespace

std::string LearntText(const Calibration& calibration) { return Writer(calibration).Write(); }

}  // namespace labelwatch
