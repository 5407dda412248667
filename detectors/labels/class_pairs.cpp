#include "detectors/labels/class_pairs.h"

#include <algorithm>

namespace labelwatch {
namespace {

// Adds up neighbours of the same pair.
void JoinEqual(std::vector<ConfusionCount>& pairs) {
  if (pairs.empty()) return;
  auto last = pairs.begin();
  for (auto pair = pairs.begin() + 1; pair != pairs.end(); ++pair) {
    if (BeforePair(*last, *pair)) {
      *++last = *pair;
    } else {
      last->count += pair->count;
    }
  }
  pairs.erase(last + 1, pairs.end());
}

void ForgetRarest(std::size_t most, std::vector<ConfusionCount>& pairs) {
  if (pairs.size() <= most) return;
  std::vector<float> counts;
  for (const ConfusionCount& pair : pairs) counts.push_back(pair.count);
  const auto least = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() - most);
  std::nth_element(counts.begin(), least, counts.end());
  std::erase_if(pairs, [bound = *least](const ConfusionCount& pair) { return pair.count < bound; });
  if (pairs.size() > most) pairs.resize(most);  // equally rare ones
}

}  // namespace

void AddPairs(std::vector<ConfusionCount> seen, std::size_t most, std::vector<ConfusionCount>& pairs) {
  if (seen.empty()) return;
  std::stable_sort(seen.begin(), seen.end(), BeforePair);
  const auto known = static_cast<std::ptrdiff_t>(pairs.size());
  pairs.insert(pairs.end(), seen.begin(), seen.end());
  std::inplace_merge(pairs.begin(), pairs.begin() + known, pairs.end(), BeforePair);
  JoinEqual(pairs);
  ForgetRarest(most, pairs);
}

}  // namespace labelwatch
