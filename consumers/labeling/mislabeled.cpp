#include "consumers/labeling/mislabeled.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "detectors/rates/drawn_rate.h"

namespace labelwatch {
namespace {

// Frames of one series, in the order in which they were heard of.
struct Drawn {
  std::vector<const AskedFrame*> frames;
  std::size_t decided = 0;
};

bool IsDrawn(const AskedFrame& one) {
  return (one.arm == ReviewArm::kFlagged || one.arm == ReviewArm::kAudit) && one.probability > 0 &&
         one.probability <= 1;
}

// Whether a frame counts as wrong; nothing: it is not decided.
using Wrong = std::function<std::optional<bool>(const AskedFrame&)>;

DrawnEstimate EstimateOf(const Drawn& drawn, const Wrong& wrong) {
  DrawnRate rate;
  for (const AskedFrame* one : drawn.frames) rate.Draw(one->arm == ReviewArm::kFlagged, one->probability);
  std::vector<const AskedFrame*> decided = drawn.frames;
  std::ranges::stable_sort(decided, {}, &AskedFrame::order);
  for (const AskedFrame* one : decided) {
    if (const auto error = wrong(*one)) rate.Verdict(one->arm == ReviewArm::kFlagged, one->probability, *error);
  }
  return rate.Estimate();
}

DrawnShare Between(const DrawnShare& one, const DrawnShare& other) {
  return {(one.value + other.value) / 2,
          {std::min(one.bounds.low, other.bounds.low), std::max(one.bounds.high, other.bounds.high)}};
}

ReviewStatus::Mislabeled RowOf(std::string dimension, std::string value, const DrawnEstimate& estimate) {
  return {std::move(dimension),  std::move(value),       estimate.rate.value, estimate.rate.bounds, estimate.known,
          estimate.recall.value, estimate.recall.bounds, estimate.verdicts,   estimate.pending};
}

DrawnEstimate OfFrames(const std::string&, const Drawn& drawn) {
  return EstimateOf(drawn, [](const AskedFrame& one) { return one.Error(); });
}

DrawnEstimate OfClass(const std::string& name, const Drawn& drawn) {
  bool all_known = true;
  const auto estimate = [&](bool unless_known) {
    return EstimateOf(drawn, [&](const AskedFrame& one) -> std::optional<bool> {
      const auto error = one.Error();
      if (!error || !*error) return error;
      const auto here = one.ErrorIn(name);
      all_known = all_known && here;
      return here.value_or(unless_known);
    });
  };
  DrawnEstimate least = estimate(false);
  if (all_known) return least;
  const DrawnEstimate most = estimate(true);
  least.rate = Between(least.rate, most.rate);
  // Without an error that is known the recall may be anything.
  least.recall = least.known ? Between(least.recall, most.recall) : DrawnShare{0, {0, 1}};
  return least;
}

using Estimate = DrawnEstimate (*)(const std::string& value, const Drawn& drawn);

void Append(const char* dimension, std::map<std::string, Drawn> values, Estimate estimate, std::size_t most,
            std::vector<ReviewStatus::Mislabeled>& rates) {
  std::vector<std::pair<const std::string, Drawn>*> order;
  for (auto& value : values) {
    if (value.second.decided > 0) order.push_back(&value);
  }
  std::ranges::stable_sort(order, std::greater(), [](const auto* value) { return value->second.decided; });
  if (order.size() > most) order.resize(most);
  for (const auto* value : order) {
    rates.push_back(RowOf(dimension, value->first, estimate(value->first, value->second)));
  }
}

}  // namespace

std::vector<ReviewStatus::Mislabeled> MislabeledRates(const AskedFrames& asked, std::size_t most) {
  // Looked at once more: the later request where it is decided, else the first.
  std::set<const AskedFrame*> replaced;
  for (const AskedFrame* one : asked.order) {
    if (!IsDrawn(*one) || one->repeats.empty()) continue;
    const auto first = asked.by_id.find(one->repeats);
    if (first == asked.by_id.end()) continue;
    replaced.insert(one->Error() ? &first->second : one);
  }
  std::map<std::string, Drawn> all, annotators, sources, classes;
  for (const AskedFrame* one : asked.order) {
    if (!IsDrawn(*one) || replaced.contains(one)) continue;
    const auto add = [one](Drawn& drawn) {
      drawn.frames.push_back(one);
      drawn.decided += one->Error().has_value();
    };
    add(all[""]);
    if (!one->annotator.empty()) add(annotators[one->annotator]);
    if (!one->source.empty()) add(sources[one->source]);
    for (const std::string& name : one->classes) add(classes[name]);
  }
  std::vector<ReviewStatus::Mislabeled> rates;
  Append("overall", std::move(all), OfFrames, 1, rates);
  Append("annotator", std::move(annotators), OfFrames, most, rates);
  Append("source", std::move(sources), OfFrames, most, rates);
  Append("class", std::move(classes), OfClass, most, rates);
  return rates;
}

}  // namespace labelwatch
