#include "consumers/rewind_marks.h"

#include <algorithm>

namespace labelwatch {

void RewindMarks::Read(std::int64_t offset, std::int64_t event_time_ms) {
  if (marks_.empty() || ++since_mark_ >= interval_) {
    if (marks_.size() == kMost) {
      // Every second mark goes, the first one stays.
      std::size_t kept = 0;
      for (std::size_t i = 0; i < marks_.size(); i += 2) marks_[kept++] = marks_[i];
      marks_.resize(kept);
      interval_ *= 2;
    }
    marks_.push_back({offset, largest_});
    since_mark_ = 0;
  }
  largest_ = std::max(largest_, event_time_ms);
}

std::int64_t RewindMarks::OffsetBefore(std::int64_t time_ms) const {
  if (marks_.empty()) return -1;
  const auto after = std::ranges::partition_point(marks_, [&](const Mark& m) { return m.largest_before < time_ms; });
  return after == marks_.begin() ? marks_.front().offset : (after - 1)->offset;
}

void RewindMarks::Forget(std::int64_t time_ms) {
  const auto after = std::ranges::partition_point(marks_, [&](const Mark& m) { return m.largest_before < time_ms; });
  if (after - marks_.begin() > 1) marks_.erase(marks_.begin(), after - 1);
}

}  // namespace labelwatch
