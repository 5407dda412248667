#include "consumers/labeling/mislabeled.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "detectors/rates/drawn_rate.h"

namespace labelwatch {
namespace {

// Frames of one series in the order in which they were decided; those that were not, at the end.
struct Drawn {
  std::vector<const AskedFrame*> frames;
  std::size_t decided = 0;
};

bool IsDrawn(const AskedFrame& one) {
  return (one.arm == ReviewArm::kFlagged || one.arm == ReviewArm::kAudit) && one.probability > 0 &&
         one.probability <= 1;
}

ReviewStatus::Mislabeled RateOf(std::string dimension, std::string value, Drawn drawn) {
  DrawnRate rate;
  for (const AskedFrame* one : drawn.frames) rate.Draw(one->arm == ReviewArm::kFlagged, one->probability);
  std::ranges::stable_sort(drawn.frames, {}, &AskedFrame::order);
  for (const AskedFrame* one : drawn.frames) {
    if (const auto error = one->Error()) rate.Verdict(one->arm == ReviewArm::kFlagged, one->probability, *error);
  }
  const DrawnEstimate estimate = rate.Estimate();
  return {std::move(dimension),  std::move(value),       estimate.rate.value, estimate.rate.bounds, estimate.known,
          estimate.recall.value, estimate.recall.bounds, estimate.verdicts,   estimate.pending};
}

void Append(const char* dimension, std::map<std::string, Drawn> values, std::size_t most,
            std::vector<ReviewStatus::Mislabeled>& rates) {
  std::vector<std::pair<const std::string, Drawn>*> order;
  for (auto& value : values) {
    if (value.second.decided > 0) order.push_back(&value);
  }
  std::ranges::stable_sort(order, std::greater(), [](const auto* value) { return value->second.decided; });
  if (order.size() > most) order.resize(most);
  for (auto* value : order) rates.push_back(RateOf(dimension, value->first, std::move(value->second)));
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
  Drawn all;
  std::map<std::string, Drawn> annotators, sources;
  for (const AskedFrame* one : asked.order) {
    if (!IsDrawn(*one) || replaced.contains(one)) continue;
    const auto add = [one](Drawn& drawn) {
      drawn.frames.push_back(one);
      drawn.decided += one->Error().has_value();
    };
    add(all);
    if (!one->annotator.empty()) add(annotators[one->annotator]);
    if (!one->source.empty()) add(sources[one->source]);
  }
  std::vector<ReviewStatus::Mislabeled> rates;
  if (all.decided == 0) return rates;
  rates.push_back(RateOf("overall", "", std::move(all)));
  Append("annotator", std::move(annotators), most, rates);
  Append("source", std::move(sources), most, rates);
  return rates;
}

}  // namespace labelwatch
