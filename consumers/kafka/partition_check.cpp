#include "consumers/kafka/partition_check.h"

#include <zlib.h>

namespace labelwatch {

std::string_view KeyHashWord(KeyHash hash) {
  static constexpr std::array<std::string_view, kKeyHashes> kWords = {"murmur2", "crc32", "other"};
  return kWords[static_cast<std::size_t>(hash)];
}

// MurmurHash2, 32 bit, with the seed of Kafka's Java client (Austin Appleby, public domain algorithm;
// org.apache.kafka.common.utils.Utils.murmur2): 4 bytes at a time, little-endian, then the rest, then a final mix.
int PartitionByMurmur2(std::string_view key, int partitions) {
  constexpr std::uint32_t kSeed = 0x9747b28c, kMultiplier = 0x5bd1e995;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(key[i])); };
  std::uint32_t hash = kSeed ^ static_cast<std::uint32_t>(key.size());
  std::size_t i = 0;
  for (; i + 4 <= key.size(); i += 4) {
    std::uint32_t block = byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
    block *= kMultiplier;
    block ^= block >> 24;
    block *= kMultiplier;
    hash = hash * kMultiplier ^ block;
  }
  if (i < key.size()) {
    for (std::size_t rest = key.size() - i; rest > 0; --rest) hash ^= byte(i + rest - 1) << (8 * (rest - 1));
    hash *= kMultiplier;
  }
  hash ^= hash >> 13;
  hash *= kMultiplier;
  hash ^= hash >> 15;
  // Java's sign bit is cleared, not negated.
  return static_cast<int>((hash & 0x7fffffff) % static_cast<std::uint32_t>(partitions));
}

int PartitionByCrc32(std::string_view key, int partitions) {
  const auto hash = crc32(0, reinterpret_cast<const Bytef*>(key.data()), static_cast<uInt>(key.size()));
  return static_cast<int>(static_cast<std::uint32_t>(hash) % static_cast<std::uint32_t>(partitions));
}

std::optional<KeyHash> PartitionCheck::Observe(Side side, std::string_view key, int partition) {
  if (partitions_ < 2 || key.empty()) return std::nullopt;
  const bool murmur2 = PartitionByMurmur2(key, partitions_) == partition;
  const bool crc32 = PartitionByCrc32(key, partitions_) == partition;
  if (murmur2 && crc32) return std::nullopt;
  const KeyHash hash = murmur2 ? KeyHash::kMurmur2 : crc32 ? KeyHash::kCrc32 : KeyHash::kOther;
  counts_[Index(side)][Index(hash)].fetch_add(1, std::memory_order_relaxed);
  return hash;
}

// A side on which no hash prevails is "other": a hash of its own, or several producers that differ.
std::optional<KeyHash> PartitionCheck::HashOf(Side side) const {
  const std::uint64_t murmur2 = Count(side, KeyHash::kMurmur2), crc32 = Count(side, KeyHash::kCrc32);
  const std::uint64_t all = murmur2 + crc32 + Count(side, KeyHash::kOther);
  if (all < kEnough) return std::nullopt;
  const double enough = kShare * static_cast<double>(all);
  if (static_cast<double>(murmur2) >= enough) return KeyHash::kMurmur2;
  if (static_cast<double>(crc32) >= enough) return KeyHash::kCrc32;
  return KeyHash::kOther;
}

std::optional<std::string> PartitionCheck::Problem() const {
  const auto labels = HashOf(Side::kLabels), predictions = HashOf(Side::kPredictions);
  if (!labels || !predictions || *labels == *predictions) return std::nullopt;
  const auto side_of = [](KeyHash hash) {
    return hash == KeyHash::kOther ? std::string("neither murmur2 nor crc32 throughout")
                                   : "the hash " + std::string(KeyHashWord(hash));
  };
  const Side wrong = *labels == KeyHash::kMurmur2 ? Side::kPredictions : Side::kLabels;
  return "the producers of labels place their keys with " + side_of(*labels) + ", those of predictions with " +
         side_of(*predictions) + ": a frame's two sides land in different partitions and never meet. Set " +
         "partitioner=murmur2_random (librdkafka and clients made of it) or the default partitioner (Java) in the " +
         (*labels != KeyHash::kMurmur2 && *predictions != KeyHash::kMurmur2
              ? "producers of both sides"
              : "producers of " + std::string(SideWord(wrong)));
}

}  // namespace labelwatch
