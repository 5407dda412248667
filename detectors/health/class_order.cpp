#include "detectors/health/class_order.h"

#include <algorithm>
#include <map>
#include <set>

#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr double kMeets = 0.5;         // IoU
constexpr std::size_t kFewPairs = 5;   // of a class: fewer say nothing
constexpr std::size_t kAllPairs = 20;  // of the classes that are exchanged together
constexpr double kNearlyAll = 0.8;     // of the pairs of a class have the other name
constexpr double kOwn = 0.1;           // at most have its own

using Names = std::map<NameId, std::map<NameId, std::size_t>>;  // by label: how often the model calls it what

Names NamesOfPairs(const SampledModel& model) {
  Names names;
  for (const SampledFrame& frame : model.frames) {
    std::vector<bool> taken(frame.predictions.size(), false);
    for (const SampledObject& label : frame.labels) {
      double best = kMeets;
      std::size_t at = frame.predictions.size();
      for (std::size_t j = 0; j < frame.predictions.size(); ++j) {
        const double iou = taken[j] ? 0 : IoU(label.box, frame.predictions[j].box);
        if (iou >= best) best = iou, at = j;
      }
      if (at == frame.predictions.size()) continue;
      taken[at] = true;
      ++names[label.class_id][frame.predictions[at].class_id];
    }
  }
  return names;
}

}  // namespace

std::vector<OtherName> FindClassOrder(const SampledModel& model) {
  std::vector<OtherName> moved;
  std::set<NameId> labeled, named, kept;
  for (const auto& [label, by_name] : NamesOfPairs(model)) {
    OtherName name{label, 0, 0, 0};
    for (const auto& [called, pairs] : by_name) {
      name.all += pairs;
      if (pairs > name.pairs) name.pairs = pairs, name.named = called;
    }
    if (name.all < kFewPairs) continue;
    const auto own = by_name.find(label);
    const std::size_t as_labeled = own == by_name.end() ? 0 : own->second;
    if (static_cast<double>(as_labeled) > kOwn * static_cast<double>(name.all)) {
      kept.insert(label);
      continue;
    }
    if (static_cast<double>(name.pairs) < kNearlyAll * static_cast<double>(name.all)) continue;
    // Two classes that are called the same: the model does not tell them apart, which is no order of ids.
    if (!named.insert(name.named).second) return {};
    labeled.insert(label);
    moved.push_back(name);
  }
  // A name that another class has, too: a confused pair, not an exchange.
  for (const OtherName& name : moved) {
    if (kept.contains(name.named)) return {};
  }
  std::size_t pairs = 0, within = 0;
  for (const OtherName& name : moved) {
    pairs += name.pairs;
    within += labeled.contains(name.named);
  }
  // Names that people never use are synonyms, which other advice is about; an order is one of the same names.
  const bool chain = moved.size() >= 3 && within + 1 >= moved.size();
  const bool exchange = moved.size() >= 2 && within == moved.size();
  if (pairs < kAllPairs || (!chain && !exchange)) return {};
  std::ranges::sort(moved, std::greater(), &OtherName::all);
  return moved;
}

}  // namespace labelwatch
