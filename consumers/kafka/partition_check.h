#pragma once
// Notices producers whose partitioners differ: their frames land in partitions of different numbers and never meet.
//
// Kafka's Java clients hash keys with murmur2, librdkafka's with CRC32 unless told otherwise; the broker cannot tell.
// Each key says which of the two explains its partition; only keys on which they disagree count as evidence.
//
// Thread-safe.

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/wire.h"

namespace labelwatch {

enum class KeyHash : std::uint8_t { kMurmur2, kCrc32, kOther };
inline constexpr std::size_t kKeyHashes = 3;
std::string_view KeyHashWord(KeyHash hash);  // "murmur2", "crc32", "other"

// The partition of a key as Java's default partitioner and as librdkafka's `consistent` choose it.
int PartitionByMurmur2(std::string_view key, int partitions);
int PartitionByCrc32(std::string_view key, int partitions);

class PartitionCheck {
 public:
  // Keys of one side that must be seen, and the share of them that must agree, before anything is said.
  static constexpr std::uint64_t kEnough = 50;
  static constexpr double kShare = 0.9;

  explicit PartitionCheck(int partitions) : partitions_(partitions) {}

  // Which hash explains the partition of this key; nothing where both do (or where there is no key or one partition).
  std::optional<KeyHash> Observe(Side side, std::string_view key, int partition);

  std::uint64_t Count(Side side, KeyHash hash) const { return counts_[Index(side)][Index(hash)].load(); }
  // What is wrong and how to put it right; nothing: nothing is known to be wrong.
  std::optional<std::string> Problem() const;
  // True the first time that it is asked: of all who see the problem, one says it.
  bool SayOnce() { return !said_.exchange(true); }

 private:
  template <typename T>
  static std::size_t Index(T value) {
    return static_cast<std::size_t>(value);
  }
  std::optional<KeyHash> HashOf(Side side) const;

  const int partitions_;
  std::array<std::array<std::atomic<std::uint64_t>, kKeyHashes>, kSides> counts_{};
  std::atomic<bool> said_ = false;
};

}  // namespace labelwatch
