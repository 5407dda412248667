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

TEST(CountHistoryTest, OfAProcessThatRunsForEverTheOldestPartsGo) {
  CountHistory history(10, {.parts = 10, .span_ms = 200});
  for (std::int64_t at = 0; at < 5000; at += 10) history.Add(kBob, {kFirstFrameMs + at, 1, 0});
  EXPECT_EQ(history.PartMs(), 20) << "ten of them reach back far enough";
  EXPECT_EQ(history.Of(kBob).size(), 10u);
  EXPECT_EQ(history.Of(kBob).back().time_ms, kFirstFrameMs + 4980);
  EXPECT_EQ(history.Of(kBob).front().time_ms, kFirstFrameMs + 4800);
}

TEST(CountHistoryTest, RegimesAreSeriesOfTheirOwn) {
  SeriesSums sums;
  sums.values = {{Dimension::kAnnotator, "bob"}};
  SeriesBlock& block = sums.blocks.emplace_back();
  block.tick_ms = kFirstFrameMs;
  block.regime = "night";
  block.kinds = Bit(kBob.kind);
  block.rows = {{0, 5, {}}};
  CountHistory history(10);
  history.Add(sums);
  SeriesName at_night = kBob;
  at_night.regime = "night";
  EXPECT_THAT(history.Of(at_night), ElementsAre(PlotCount{kFirstFrameMs, 5, 0}));
  EXPECT_THAT(history.Of(kBob), IsEmpty());
}

TEST(CountHistoryTest, SeriesBeyondTheLimitAreNotKept) {
  CountHistory history(1, {.series = 1});
  history.Add(kBob, {0, 1, 0});
  history.Add({}, {0, 1, 0});
  EXPECT_EQ(history.Of(kBob).size(), 1u);
  EXPECT_THAT(history.Of({}), IsEmpty());
}

}  // namespace
}  // namespace labelwatch
