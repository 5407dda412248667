#pragma once
// Remembers which frames were closed lately, so that a repeat is recognised: a set-associative table of fixed size in
// which the oldest of a bucket makes room. What belongs to one frame lies in one bucket, so that its records touch the
// same memory. Keys are 64-bit hashes: a chance collision is one in 10^12 look-ups at the full size. Single-owner.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace labelwatch {

class ClosedFrames {
 public:
  // Remembers about so many records, at 16 bytes each: rounded up to a power of two.
  explicit ClosedFrames(std::size_t records = 1 << 18);

  // A frame, and so its labels, and predictions for it, as the table knows them: made once per record.
  static std::uint64_t FrameKey(std::string_view frame_id);
  // That the frame has ended before its time, without labels.
  static std::uint64_t EndedKey(std::uint64_t frame);
  static std::uint64_t PredictionsKey(std::uint64_t frame, std::string_view model, std::string_view version);
  // Of predictions that were sent again for a revision of the labels.
  static std::uint64_t SentAgainKey(std::uint64_t predictions, std::uint64_t revision);

  // Starts to load what is known of a frame: asked for at once, it would be waited for (5 % of all time).
  void LoadAhead(std::uint64_t frame) const;
  // `record`: of the frame; its labels have the key of the frame. `revision`: of labels.
  void Close(std::uint64_t frame, std::uint64_t record, std::uint64_t revision);

  bool Has(std::uint64_t frame, std::uint64_t record) const { return Find(frame, record) != nullptr; }
  std::optional<std::uint64_t> Revision(std::uint64_t frame) const;       // the newest closed
  std::optional<std::uint64_t> EndedRevision(std::uint64_t frame) const;  // of EndedKey
  // Records that made room for others, so far: a repeat of one is not recognised.
  std::uint64_t Forgotten() const { return forgotten_; }

 private:
  static constexpr std::size_t kWays = 8;
  struct Entry {
    std::uint64_t key = 0;  // 0: free
    std::uint64_t revision = 0;
  };
  struct alignas(64) Bucket {
    std::array<Entry, kWays> entries;  // newest first
  };

  const Entry* Find(std::uint64_t frame, std::uint64_t key) const;

  std::vector<Bucket> buckets_;
  std::uint64_t forgotten_ = 0;
};

}  // namespace labelwatch
