#include "detectors/labels/wrong_frame_class.h"

#include <algorithm>
#include <cmath>

#include "detectors/labels/scene.h"
#include "detectors/labels/sentence.h"

namespace labelwatch {
namespace {

constexpr double kLeastProbability = 1e-6;
constexpr double kLeastDoubt = 0.01;  // smaller ones are not worth learning
constexpr double kRateOfNone = 0.5;   // frames of no class, for each wrong label of another

// Of the product of labels and rivals that are compared, and of doubts that one frame teaches: more than any real frame
// has, and a fraction of a second. Beyond them the strongest count.
constexpr std::size_t kMostComparisons = std::size_t{1} << 18, kMostDoubts = std::size_t{1} << 13;

// 0..1, whatever came in.
double Probability(const ClassProbability& entry) {
  return entry.probability > 0 ? std::min(entry.probability, 1.0) : 0.0;  // NaN counts as 0
}

// The root of the odds against all other classes times the odds by what is usual.
double StrengthOf(double probability, double usual) {
  return probability / std::sqrt(std::max(1 - probability, kLeastProbability) * usual);
}

// How far a class that the model prefers to the label contradicts it: fully where it gets what is usual for it.
float ContradictionBy(double probability, double usual) {
  constexpr int kSteepness = 8;  // nine tenths of what is usual count less than half
  return static_cast<float>(std::pow(std::min(1.0, probability / usual), kSteepness));
}

// Keeps the `most` that come first by `before`, in their order.
template <typename T, typename Before>
void KeepFirst(std::size_t most, std::vector<T>& items, Before before) {
  if (items.size() <= most) return;
  const auto end = items.begin() + static_cast<std::ptrdiff_t>(most);
  std::nth_element(items.begin(), end, items.end(),
                   [&](const T& a, const T& b) { return before(a, b) || (!before(b, a) && a.entry < b.entry); });
  items.erase(end, items.end());
  std::ranges::sort(items, {}, &T::entry);
}

}  // namespace

// Tells the classes that the frame is labeled with from those that it is not.
void WrongFrameClassDetector::Sort(const Scene& scene, const FrameClassThresholds& thresholds) {
  labeled_.clear();
  for (const NameId class_id : scene.Frame().frame_classes) labeled_.push_back({class_id, 0, false});
  std::ranges::stable_sort(labeled_, {}, &LabeledClass::class_id);
  rivals_.clear();
  doubts_.clear();
  strongest_ = nullptr;
  for (const ClassProbability& entry : scene.Predicted().class_probabilities) {
    const double probability = Probability(entry);
    auto labeled = std::ranges::lower_bound(labeled_, entry.class_id, {}, &LabeledClass::class_id);
    if (labeled == labeled_.end() || labeled->class_id != entry.class_id) {
      rivals_.push_back({&entry, probability, StrengthOf(probability, thresholds.Of(entry.class_id))});
      if (probability >= kLeastDoubt) doubts_.push_back(rivals_.back());
      if (strongest_ == nullptr || probability > Probability(*strongest_)) strongest_ = &entry;
      continue;
    }
    // Of a class that is named twice the first entry counts.
    for (; labeled != labeled_.end() && labeled->class_id == entry.class_id && !labeled->named; ++labeled) {
      labeled->probability = probability;
      labeled->named = true;
    }
  }
}

double WrongFrameClassDetector::ProbabilityOf(NameId class_id) const {
  return std::ranges::lower_bound(labeled_, class_id, {}, &LabeledClass::class_id)->probability;
}

WrongFrameClassDetector::Rival WrongFrameClassDetector::StrongestAgainst(NameId labeled,
                                                                         const FrameClassHabits& habits) const {
  Rival strongest;
  for (const Rival& rival : rivals_) {
    if (rival.strength * FrameClassHabits::kStrongest <= strongest.strength) continue;
    const double habit = habits.FactorOf(rival.entry->class_id, labeled);
    if (rival.strength * habit > strongest.strength) {
      strongest = {rival.entry, rival.probability, rival.strength * habit, habit};
    }
  }
  return strongest;
}

double WrongFrameClassDetector::LeftToNone() const {
  double left = 1 - (strongest_ != nullptr ? Probability(*strongest_) : 0);
  for (const LabeledClass& labeled : labeled_) left -= labeled.probability;
  return std::max(left, 0.0);  // a model of independent classes gives more than 1 in all
}

void WrongFrameClassDetector::Learn(const Scene& scene, const FrameClassThresholds& thresholds, ModelTally& sums) {
  KeepFirst(std::max<std::size_t>(1, kMostDoubts / labeled_.size()), doubts_,
            [](const Rival& a, const Rival& b) { return a.probability > b.probability; });
  for (const NameId labeled : scene.Frame().frame_classes) {
    if (!scene.KnowsClass(labeled)) continue;
    const double own = ProbabilityOf(labeled);
    if (sums.frame_class_sums.size() <= labeled) sums.frame_class_sums.resize(labeled + 1);
    sums.frame_class_sums[labeled].probability += own;
    sums.frame_class_sums[labeled].frames += 1;
    for (const Rival& doubt : doubts_) {
      if (doubt.probability > own) continue;
      sums.frame_class_habits.push_back({doubt.entry->class_id, labeled, static_cast<float>(doubt.probability)});
    }
    if (strongest_ == nullptr || Probability(*strongest_) <= own) {
      sums.frame_class_sums[labeled].agreed += 1;
      continue;
    }
    sums.frame_class_contradictions.push_back(
        {strongest_->class_id, labeled,
         ContradictionBy(Probability(*strongest_), thresholds.Of(strongest_->class_id))});
  }
}

void WrongFrameClassDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) {
  const Scene& scene = view.scene;
  const LabeledFrame& frame = scene.Frame();
  if (frame.frame_classes.empty() || scene.Predicted().class_probabilities.empty()) return;
  const FrameClassThresholds thresholds(scene.Calibration().frame_class_sums);
  const FrameClassHabits habits(scene.Calibration());
  Sort(scene, thresholds);
  KeepFirst(std::max<std::size_t>(1, kMostComparisons / labeled_.size()), rivals_,
            [](const Rival& a, const Rival& b) { return a.strength > b.strength; });
  const double left_to_none = LeftToNone();
  for (const NameId labeled : frame.frame_classes) {
    if (!scene.KnowsClass(labeled)) continue;
    const Rival rival = StrongestAgainst(labeled, habits);
    if (rival.entry == nullptr) continue;
    const double probability = ProbabilityOf(labeled);
    const double own_strength = std::sqrt(std::max(probability, kLeastProbability) / thresholds.Of(labeled));
    Finding& finding = Add({static_cast<float>(rival.probability), static_cast<float>(probability),
                            static_cast<float>(thresholds.Of(labeled)), static_cast<float>(rival.habit)},
                           findings);
    finding.model = scene.Model();
    finding.labeled_class = labeled;
    finding.suggested_class = rival.entry->class_id;
    const double against = std::max(1 - probability, kLeastProbability) / std::max(probability, kLeastProbability);
    const double odds = rival.strength / own_strength + kRateOfNone * against * left_to_none;
    finding.score = std::log(odds) + std::log(scene.Options().rate_wrong_frame_class);
  }
  if (sums != nullptr) Learn(scene, thresholds, *sums);
}

Explanation WrongFrameClassDetector::Tell(const JoinedFrame& frame, const Finding& finding,
                                          const WrongFrameClassEvidence& evidence, const NameTable& classes) const {
  const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
  constexpr float kOwnConfusion = 0.5F, kOftenWrong = 2;  // factors of FrameClassHabits
  const std::string labeled(classes.Name(finding.labeled_class)), suggested(classes.Name(finding.suggested_class));
  std::string text = std::string(predicted.model) + " gives " + suggested + " " + TwoDigits(evidence.suggested) +
                     " and the labeled " + labeled + " " + TwoDigits(evidence.labeled) + "; frames labeled " + labeled +
                     " usually get " + TwoDigits(evidence.usual);
  if (evidence.habit <= kOwnConfusion) text += ", though it often names " + suggested + " there";
  if (evidence.habit >= kOftenWrong) text += ", and " + suggested + " there more often than it confuses the two";
  return {text, finding.labeled_class, finding.suggested_class};
}

}  // namespace labelwatch
