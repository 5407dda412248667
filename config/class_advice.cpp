#include "config/class_advice.h"

#include <algorithm>
#include <cmath>

#include "config/error.h"
#include "config/nearest_name.h"
#include "schema/yaml_text.h"

namespace labelwatch {
namespace {

constexpr std::uint64_t kFewLabels = 10;   // fewer say nothing about a class
constexpr std::uint64_t kManyLabels = 50;  // so many of a class that the model never names are no accident
constexpr float kFewMeetings = 5;
constexpr std::size_t kMostSentences = 10;

// Lower case, without what separates words: "Traffic_Light" and "traffic light" are the same.
std::string Plain(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c == ' ' || c == '_' || c == '-' || c == '.' || c == '/') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return plain;
}

std::string_view WithoutBlanks(std::string_view name) {
  while (name.starts_with(' ')) name.remove_prefix(1);
  while (name.ends_with(' ')) name.remove_suffix(1);
  return name;
}

// Options are by name, whatever the version.
std::string WithoutVersion(std::string_view key) { return std::string(key.substr(0, key.rfind('@'))); }

// What stands out about one model.
class Adviser {
 public:
  Adviser(const std::string& model, const NameTable& classes, std::vector<ConfusionCount> confusions)
      : model_(model), classes_(classes), confusions_(std::move(confusions)) {}

  void AddNeverNamed(NameId labeled, std::uint64_t labels) { never_named_.push_back({labeled, labels}); }
  void AddNeverLabeled(NameId named) { never_labeled_.push_back(named); }

  void Advise(std::vector<std::string>& advice) {
    std::stable_sort(never_named_.begin(), never_named_.end(),
                     [](const Labeled& a, const Labeled& b) { return a.labels > b.labels; });
    const std::size_t most = advice.size() + kMostSentences;
    for (const Labeled& labeled : never_named_) {
      if (advice.size() == most) return;
      if (const NameId there = AtItsPlaces(labeled.id); there != NameTable::kOther) {
        advice.push_back(Same(labeled, there, "lies where " + Name(labeled.id) + " is labeled"));
      } else if (const NameId alike = LooksAlike(labeled.id); alike != NameTable::kOther) {
        advice.push_back(Same(labeled, alike, "looks like the same name"));
      } else if (labeled.labels >= kManyLabels) {
        advice.push_back(Printable(model_) + " never names " + Name(labeled.id) + ", a class of " +
                         std::to_string(labeled.labels) +
                         " labels; if it does not know it, say so: inspect: {models: {" + YamlText(model_) +
                         ": {unknown: [" + YamlText(classes_.Name(labeled.id)) + "]}}}");
      }
    }
  }

 private:
  struct Labeled {
    NameId id;
    std::uint64_t labels;
  };

  std::string Name(NameId id) const { return Printable(classes_.Name(id)); }

  // The class, never labeled, most of whose predictions lie on labels of this class.
  NameId AtItsPlaces(NameId labeled) const {
    NameId best = NameTable::kOther;
    float most = 0;
    for (const NameId named : never_labeled_) {
      float all = 0, here = 0;
      for (const ConfusionCount& pair : confusions_) {
        if (pair.predicted != named) continue;
        all += pair.count;
        if (pair.labeled == labeled) here += pair.count;
      }
      if (here >= kFewMeetings && 2 * here >= all && here > most) {
        best = named;
        most = here;
      }
    }
    return best;
  }

  NameId LooksAlike(NameId labeled) const {
    std::vector<std::string> plain;
    for (const NameId id : never_labeled_) plain.push_back(Plain(classes_.Name(id)));
    const std::vector<std::string_view> names(plain.begin(), plain.end());
    const std::string_view nearest = NearestName(Plain(classes_.Name(labeled)), names);
    if (nearest.empty()) return NameTable::kOther;
    return never_labeled_[static_cast<std::size_t>(std::find(names.begin(), names.end(), nearest) - names.begin())];
  }

  // What hardly shows: "Car " and "car".
  std::string Apart(NameId a, NameId b) const {
    const std::string_view first = classes_.Name(a), second = classes_.Name(b);
    if (WithoutBlanks(first) != WithoutBlanks(second) && Plain(first) != Plain(second)) return {};
    return WithoutBlanks(first) == WithoutBlanks(second) ? " (the names differ by spaces alone)"
                                                         : " (the names differ by case, spaces or signs alone)";
  }

  std::string Same(const Labeled& labeled, NameId named, const std::string& why) const {
    return "class " + Name(named) + " of " + Printable(model_) + " is never labeled and " + why + ", a class of " +
           std::to_string(labeled.labels) + " labels that " + Printable(model_) + " never names" +
           Apart(named, labeled.id) + "; if they are the same: inspect: {models: {" + YamlText(model_) +
           ": {classes: {" + YamlText(classes_.Name(named)) + ": " + YamlText(classes_.Name(labeled.id)) + "}}}}";
  }

  const std::string model_;
  const NameTable& classes_;
  const std::vector<ConfusionCount> confusions_;
  std::vector<Labeled> never_named_;
  std::vector<NameId> never_labeled_;
};

std::vector<ConfusionCount> ConfusionsOf(const Calibration& calibration, std::string_view key) {
  for (const auto& model : calibration.models) {
    if (model->model == key) return model->confusions;
  }
  return {};
}

}  // namespace

std::vector<std::string> ClassAdvice(const StreamCounts& counts, const Calibration& calibration, const Names& names,
                                     const ModelClassesByName& configured) {
  std::vector<std::string> advice;
  for (NameId model = 1; model < counts.named.size(); ++model) {
    const std::vector<std::uint64_t>& named = counts.named[model];
    if (named.empty()) continue;  // a model that saw nothing names nothing
    const std::string_view key = names.Of(Dimension::kModel).Name(model);
    const std::string name = WithoutVersion(key);
    const auto options = configured.find(name);
    const auto said_to_be_unknown = [&](NameId id) {
      if (options == configured.end()) return false;
      const auto& unknown = options->second.unknown;
      return std::find(unknown.begin(), unknown.end(), names.classes.Name(id)) != unknown.end();
    };
    Adviser adviser(name, names.classes, ConfusionsOf(calibration, key));
    for (NameId id = 1; id < std::max(named.size(), counts.Of(Dimension::kClass).size()); ++id) {
      const std::uint64_t labels =
          id < counts.Of(Dimension::kClass).size() ? counts.Of(Dimension::kClass)[id].labels : 0;
      const bool names_it = id < named.size() && named[id] > 0;
      if (names_it && labels == 0) adviser.AddNeverLabeled(id);
      if (!names_it && labels >= kFewLabels && !said_to_be_unknown(id)) adviser.AddNeverNamed(id, labels);
    }
    adviser.Advise(advice);
  }
  return advice;
}

}  // namespace labelwatch
