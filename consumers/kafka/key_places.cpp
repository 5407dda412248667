#include "consumers/kafka/key_places.h"

#include <utility>

namespace labelwatch {

void KeyPlaces::Look(const Record& record, std::int32_t partition) {
  const auto hash = checks_.partitioners.Observe(record.side, record.key, partition);
  if (hash) ++hashes_[static_cast<std::size_t>(record.side)][static_cast<std::size_t>(*hash)];
  const auto message = Unframe(record.value, record.side, limits_, scratch_);
  if (!message) return;
  const auto envelope = ReadEnvelope(*message, record.side, limits_);
  if (envelope) checks_.keys.Observe(record.side, record.key, partition, *envelope);
}

void KeyPlaces::Show() {
  for (std::size_t side = 0; side < kSides; ++side) {
    for (std::size_t hash = 0; hash < kKeyHashes; ++hash) {
      if (hashes_[side][hash] == 0) continue;
      metrics_.Increase(Counter("labelwatch_key_partition_match_total"),
                        {SideWord(static_cast<Side>(side)), KeyHashWord(static_cast<KeyHash>(hash))},
                        static_cast<double>(std::exchange(hashes_[side][hash], 0)));
    }
  }
}

}  // namespace labelwatch
