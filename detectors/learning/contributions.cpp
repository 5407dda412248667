#include "detectors/learning/contributions.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace labelwatch {
namespace {

constexpr float kHalfLife = 1000;  // frames learned from
constexpr float kEnough = 100;
constexpr float kLeastWeight = 0.25F;

auto Find(const std::vector<Contribution>& contributions, std::string_view name) {
  return std::lower_bound(contributions.begin(), contributions.end(), name,
                          [](const Contribution& entry, std::string_view wanted) { return entry.name < wanted; });
}

float WeightOf(const std::vector<Contribution>& contributions, std::string_view name) {
  if (contributions.size() < 2) return 1;
  const auto at = Find(contributions, name);
  if (at == contributions.end() || at->name != name) return 1;
  float all = 0;
  for (const Contribution& entry : contributions) all += entry.frames;
  if (all < kEnough || at->frames <= 0) return 1;
  return std::clamp((all - at->frames) / at->frames, kLeastWeight, 1.0F);
}

void CountOne(const std::vector<Contribution>& seen, float keep, std::vector<Contribution>& contributions) {
  for (Contribution& entry : contributions) entry.frames *= keep;
  for (const Contribution& entry : seen) {
    const auto at = contributions.begin() + (Find(contributions, entry.name) - contributions.cbegin());
    if (at != contributions.end() && at->name == entry.name) {
      at->frames += entry.frames;
    } else {
      contributions.insert(at, entry);
    }
  }
  while (contributions.size() > kMaxContributions) {
    contributions.erase(std::min_element(contributions.begin(), contributions.end(),
                                         [](const auto& a, const auto& b) { return a.frames < b.frames; }));
  }
}

}  // namespace

float TeachingWeight(const Contributions* contributions, const LabeledFrame& frame) {
  if (contributions == nullptr) return 1;
  return std::min(WeightOf(contributions->sources, frame.source), WeightOf(contributions->annotators, frame.annotator));
}

void CountContributions(const StreamSums& sums, Contributions& contributions) {
  const float keep = std::exp2(-static_cast<float>(sums.frames) / kHalfLife);
  CountOne(sums.sources, keep, contributions.sources);
  CountOne(sums.annotators, keep, contributions.annotators);
}

}  // namespace labelwatch
