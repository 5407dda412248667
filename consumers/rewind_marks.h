#pragma once
// Remembers, for one side, how far event time had come at which offset: enough to say where reading must start again so
// that nothing newer than a given time is missed. Bounded: where too many marks lie within the time that matters, they
// get sparser. Single-owner.

#include <cstdint>
#include <vector>

namespace labelwatch {

class RewindMarks {
 public:
  static constexpr std::size_t kMost = 1024;

  // REQUIRES: offsets rise.
  void Read(std::int64_t offset, std::int64_t event_time_ms);
  // The largest known offset before which everything read is older than `time_ms`; the first offset read if none is
  // known; -1 if nothing was read.
  std::int64_t OffsetBefore(std::int64_t time_ms) const;
  // No question will be asked about times before `time_ms` any more.
  void Forget(std::int64_t time_ms);

 private:
  struct Mark {
    std::int64_t offset = 0;
    std::int64_t largest_before = INT64_MIN;  // event time of all records before the offset
  };
  std::vector<Mark> marks_;
  std::int64_t largest_ = INT64_MIN;
  std::uint64_t since_mark_ = 0, interval_ = 256;
};

}  // namespace labelwatch
