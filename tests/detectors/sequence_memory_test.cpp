// Which sequences are remembered, and which one goes when there is no room: against the plainest way to say it.

#include <gtest/gtest.h>

#include <algorithm>
#include <list>
#include <string>

#include "detectors/labels/random.h"
#include "detectors/tracks/sequence_window.h"

namespace labelwatch {
namespace {

struct Known {
  std::string source, name;
  std::int64_t newest_ms;
  std::vector<std::int64_t> indices;
};

// A list that is looked through from the start each time.
class Plain {
 public:
  explicit Plain(std::size_t limit) : limit_(limit) {}

  // How many frames before this one are remembered of its sequence.
  std::size_t Remember(const LabeledFrame& frame) {
    auto it = std::ranges::find_if(
        known_, [&](const Known& k) { return k.source == frame.source && k.name == frame.sequence; });
    if (it == known_.end()) {
      if (known_.size() == limit_) {
        known_.erase(std::ranges::min_element(known_, {}, &Known::newest_ms));
        ++dropped;
      }
      it = known_.insert(known_.end(), {std::string(frame.source), std::string(frame.sequence), INT64_MIN, {}});
    }
    it->newest_ms = std::max(it->newest_ms, frame.event_time_ms);
    const auto before = static_cast<std::size_t>(
        std::ranges::count_if(it->indices, [&](std::int64_t index) { return index < frame.sequence_index; }));
    it->indices.push_back(frame.sequence_index);
    return before;
  }

  std::uint64_t dropped = 0;

 private:
  const std::size_t limit_;
  std::list<Known> known_;
};

TEST(SequenceMemoryTest, TheOneWhoseNewestFrameIsOldestGoes) {
  TrackOptions options;
  options.sequences = 50;
  options.frames = 1000;
  SequenceWindows windows(options, 1'000'000'000);
  Plain plain(options.sequences);
  Random random(7);
  for (int i = 0; i < 5000; ++i) {
    // Names that say the same together, and times out of order.
    const std::string source = i % 3 == 0 ? "ab" : "a",
                      sequence = (i % 3 == 0 ? "" : "b") + std::to_string(random.Below(40));
    LabeledFrame frame;
    frame.source = source;
    frame.sequence = sequence;
    frame.sequence_index = i;
    frame.event_time_ms = i * 1000 + static_cast<std::int64_t>(random.Below(100'000));
    const JoinedFrame joined{frame, {}};
    ASSERT_EQ(windows.Remember(joined).before.size(), plain.Remember(frame)) << i;
  }
  EXPECT_EQ(windows.Dropped(), plain.dropped);
  EXPECT_GT(plain.dropped, 100u);
  EXPECT_EQ(windows.Sequences(), 50u);
}

}  // namespace
}  // namespace labelwatch
