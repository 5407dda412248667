#include "consumers/plot/count_history.h"

#include <gmock/gmock.h>

#include <numeric>

#include "consumers/files/dataset/event_time.h"

namespace labelwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const SeriesName kBob{Dimension::kAnnotator, "bob", SeriesKindOf(Kind::kTrack), ""};

TEST(CountHistoryTest, CountsOfOnePartOfTimeAreOneInWhateverOrderTheyCome) {
  CountHistory history(10);
  for (const std::int64_t time_ms : {35, 5, 31, 8}) history.Add(kBob, {kFirstFrameMs + time_ms, 2, 1});
  EXPECT_THAT(history.Of(kBob), ElementsAre(PlotCount{kFirstFrameMs, 4, 2}, PlotCount{kFirstFrameMs + 30, 4, 2}));
  EXPECT_THAT(history.Of({}), IsEmpty());
}

TEST(CountHistoryTest, PartsBecomeLongerRatherThanMany) {
  CountHistory history(1);
  for (std::int64_t at = 0; at < 5000; ++at) history.Add(kBob, {kFirstFrameMs + at, 3, 1});
  const auto counts = history.Of(kBob);
  EXPECT_EQ(history.PartMs(), 16);
  EXPECT_EQ(counts.size(), 313u);  // 5,000 / 16
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0},
                            [](std::uint64_t sum, const PlotCount& count) { return sum + count.frames; }),
            15'000u);
}

TEST(CountHistoryTest, SeriesBeyondTheLimitAreNotKept) {
  CountHistory history(1, 1);
  history.Add(kBob, {0, 1, 0});
  history.Add({}, {0, 1, 0});
  EXPECT_EQ(history.Of(kBob).size(), 1u);
  EXPECT_THAT(history.Of({}), IsEmpty());
}

}  // namespace
}  // namespace labelwatch
