#include "detectors/learning/label_pool.h"

#include <algorithm>

#include "detectors/labels/random.h"

namespace labelwatch {

void OfferLabels(const StreamSums& sums, std::uint64_t seed, LabelPool& pool) {
  for (const PooledLabel& label : sums.labels) {
    if (pool.labels.size() < kPooledLabels) {
      pool.labels.push_back(label);
    } else {
      pool.labels[Random(Mix(seed) ^ pool.offered).Below(kPooledLabels)] = label;
    }
    ++pool.offered;
  }
  for (const NameId class_id : sums.label_classes) {
    const auto at = std::lower_bound(pool.label_classes.begin(), pool.label_classes.end(), class_id);
    if (at == pool.label_classes.end() || *at != class_id) pool.label_classes.insert(at, class_id);
  }
}

}  // namespace labelwatch
