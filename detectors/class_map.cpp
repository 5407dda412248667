#include "detectors/class_map.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace labelwatch {
namespace {

constexpr NameId kNothing = std::numeric_limits<NameId>::max();

}  // namespace

ClassMap::ClassMap(const ModelClassesByName& models, NameTable& classes) {
  for (const auto& [name, known] : models) {
    Model& model = models_.emplace_back();
    model.name = name;
    for (const auto& [from, to] : known.classes) {
      const NameId id = classes.Add(from);
      if (id == NameTable::kOther) continue;  // the table is full: the class is `other` like all that come later
      if (const std::size_t first_new = model.to.size(); first_new <= id) {
        model.to.resize(id + 1);
        std::iota(model.to.begin() + static_cast<std::ptrdiff_t>(first_new), model.to.end(),
                  static_cast<NameId>(first_new));
      }
      model.to[id] = to.empty() ? kNothing : classes.Add(to);
    }
    for (const std::string& unknown : known.unknown) model.unknown.push_back(classes.Add(unknown));
  }
}

NameId ClassMap::Mapped(const Model& model, NameId class_id) {
  return class_id < model.to.size() ? model.to[class_id] : class_id;
}

// Maps `count` entries from `first` on, in place and in order; returns how many are left of them.
std::size_t ClassMap::MapProbabilities(const Model& model, std::size_t first, std::size_t count,
                                       std::vector<ClassProbability>& probabilities) {
  const auto begin = probabilities.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = begin + static_cast<std::ptrdiff_t>(count);
  auto left = begin;
  for (auto entry = begin; entry != end; ++entry) {
    const NameId mapped = Mapped(model, entry->class_id);
    if (mapped == kNothing) continue;
    *left++ = {mapped, entry->probability};
  }
  // By class, so that equal ones meet; sums in the order of the message, so that they are the same each time.
  std::stable_sort(begin, left,
                   [](const ClassProbability& a, const ClassProbability& b) { return a.class_id < b.class_id; });
  auto merged = begin;
  for (auto entry = begin; entry != left; ++entry) {
    if (merged != begin && (merged - 1)->class_id == entry->class_id) {
      (merged - 1)->probability += entry->probability;
    } else {
      *merged++ = *entry;
    }
  }
  return static_cast<std::size_t>(merged - begin);
}

void ClassMap::Apply(PredictedFrame& frame) {
  const auto found =
      std::find_if(models_.begin(), models_.end(), [&](const Model& model) { return model.name == frame.model; });
  if (found == models_.end()) return;
  const Model& model = *found;
  frame.unknown_classes = model.unknown;
  // What is sent again was mapped when it came first.
  if (model.to.empty() || frame.for_label_revision > 0) return;
  for (Prediction& prediction : frame.predictions) {
    prediction.class_id = Mapped(model, prediction.class_id);
    if (prediction.probabilities > 0) {
      prediction.probabilities = static_cast<std::uint32_t>(
          MapProbabilities(model, prediction.first_probability, prediction.probabilities, frame.object_probabilities));
    }
  }
  std::erase_if(frame.predictions, [](const Prediction& prediction) { return prediction.class_id == kNothing; });
  frame.class_probabilities.resize(
      MapProbabilities(model, 0, frame.class_probabilities.size(), frame.class_probabilities));
}

}  // namespace labelwatch
