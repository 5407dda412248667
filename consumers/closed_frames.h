#pragma once
// Remembers which frames were closed lately, so that a repeat is recognised: a set-associative table of fixed size in
// which the oldest of a bucket makes room. Keys are 64-bit hashes: a chance collision is one in 10^13 lookups at
// the full size. Single-owner.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace labelwatch {

class ClosedFrames {
 public:
  explicit ClosedFrames(std::size_t buckets = 1 << 16);  // of kWays entries, 64 bytes each; a power of two

  void CloseLabels(std::string_view frame_id, std::uint64_t revision);
  void ClosePredictions(std::string_view frame_id, std::string_view model, std::string_view version);

  std::optional<std::uint64_t> Revision(std::string_view frame_id) const;  // the newest closed
  bool HasPredictions(std::string_view frame_id, std::string_view model, std::string_view version) const;

 private:
  static constexpr std::size_t kWays = 4;
  struct Entry {
    std::uint64_t key = 0;  // 0: free
    std::uint64_t revision = 0;
  };
  struct Bucket {
    std::array<Entry, kWays> entries;  // newest first
  };

  const Entry* Find(std::uint64_t key) const;
  void Put(std::uint64_t key, std::uint64_t revision);

  std::vector<Bucket> buckets_;
};

}  // namespace labelwatch
