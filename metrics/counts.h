#pragma once
// What a task counts between two commits: plain sums that add up over tasks, threads and processes.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/inspector.h"
#include "schema/finding.h"
#include "schema/frame.h"
#include "schema/names.h"
#include "schema/wire.h"

namespace labelwatch {

// Number of outcomes of a record (consumers/record.h holds the words; a static_assert there keeps the two equal).
inline constexpr std::size_t kOutcomeCount = 8;

// One value of one dimension.
struct SeriesCounts {
  std::uint64_t labels = 0;                        // labels checked
  std::array<std::uint64_t, kKinds> findings{};    // flagged findings by kind
};

// Upper bounds of the score histograms (log-odds), +infinity excluded.
inline constexpr std::array<double, 10> kScoreBounds = {-6.5, -4.5, -3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 4.5};
inline constexpr std::array<double, 10> kDelaySeconds = {0.05, 0.25, 0.5, 1.5, 2.5, 5.5, 15.5, 60.5, 300.5, 3600.5};

struct StreamCounts {
  std::array<std::uint64_t, kSides> records{};
  std::array<std::array<std::uint64_t, kOutcomeCount>, kSides> outcomes{};
  std::array<std::array<std::uint64_t, kRejections>, kSides> rejections{};
  std::uint64_t frames = 0, flagged_frames = 0;
  std::vector<SeriesCounts> by_class, by_annotator, by_source, by_model;  // indexed by NameId; grown on demand
  std::array<std::array<std::uint64_t, kScoreBounds.size() + 1>, kKinds> scores{};  // per bucket, not cumulative
  std::array<double, kKinds> score_sums{};
  std::array<std::uint64_t, kDelaySeconds.size() + 1> delay{};  // event time to judgement
  double delay_sum = 0;

  void Add(const StreamCounts& other);
  void Clear();  // keeps the capacity
};

// Turns judged frames into sums; holds the name caches of one thread. Single-owner.
class FrameCounter {
 public:
  explicit FrameCounter(Names& names);
  // `now_ms`: for the delay histogram; 0 leaves it out.
  void Count(const JoinedFrame& frame, const Judgement& judgement, std::int64_t now_ms, StreamCounts& counts);

 private:
  NameCache annotators_, sources_, models_;
  std::string model_key_;
};

}  // namespace labelwatch
