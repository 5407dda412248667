#pragma once
// Notices producers that key the two sides of a frame differently: they land in partitions of different numbers and
// never meet, though both partitioners are right.
//
// Two things are looked at, for a sample of messages: whether both sides of a frame came in the same partition, where
// this process reads both; and whether the key of a side is the frame's id or sequence, as the contract says. Sides
// that use the same other key (a camera) meet, and nothing is said.
//
// Thread-safe.

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/wire.h"

namespace labelwatch {

class KeyCheck {
 public:
  // Messages of each side, or frames of which both were seen, before anything is said.
  static constexpr std::uint64_t kEnough = 50;
  // Frames remembered, of which one side was seen.
  static constexpr std::size_t kFrames = 8192;

  explicit KeyCheck(int partitions) : partitions_(partitions) {}

  // Says most where of a frame that is looked at on one side the other is looked at as well.
  void Observe(Side side, std::string_view key, int partition, const Envelope& envelope);
  // What is wrong and how to put it right; nothing: nothing is known to be wrong.
  std::optional<std::string> Problem() const;

 private:
  struct OneSide {
    std::uint64_t own = 0, other = 0;  // keys that are the frame's id or sequence, and others
    std::string example;               // the last other one, quoted, and its frame
  };
  struct Seen {
    Side side = Side::kLabels;
    int partition = 0;
  };
  bool KeyedDifferently() const;
  std::string KeysOf(Side side) const;

  const int partitions_;
  mutable std::mutex mutex_;
  std::array<OneSide, kSides> sides_;
  std::unordered_map<std::uint64_t, Seen> frames_;  // by hash of the id
  std::vector<std::uint64_t> order_;                // a ring of their hashes
  std::size_t oldest_ = 0;
  std::uint64_t together_ = 0, apart_ = 0;  // frames, of late
};

}  // namespace labelwatch
