// What people see of series that have no baseline yet.

#include "metrics/rates_status.h"

#include <gtest/gtest.h>

namespace labelwatch {
namespace {

constexpr SeriesKind kMissing = SeriesKindOf(Kind::kMissing);

TEST(RatesStatusTest, OfThoseThatLearnTheOneWhoseRateChangedComesFirst) {
  RateOptions options;
  RatesStage stage(options);
  for (std::int64_t tick = 0; tick < 38; ++tick) {  // 1,900 frames each, a baseline takes 2,000
    SeriesSums sums;
    sums.values = {{Dimension::kAnnotator, "ann"}, {Dimension::kAnnotator, "bob"}};
    SeriesBlock& block = sums.blocks.emplace_back();
    block.tick_ms = tick * options.tick_ms;
    block.kinds = Bit(kMissing);
    block.rows = {{0, 50, {}}, {1, 50, {}}};
    block.rows[0].flagged[Place(kMissing)] = 1;
    block.rows[1].flagged[Place(kMissing)] = tick < 20 ? 1 : 10;
    stage.Take(sums, block.tick_ms);
  }
  stage.Finish();
  const RatesStatus status = StatusOf(stage, options);
  ASSERT_EQ(status.series.size(), 2U);
  EXPECT_EQ(status.series[0].name.value, "bob");
  EXPECT_TRUE(status.series[0].learning);
  EXPECT_TRUE(status.series[0].learnt_over_change);
  EXPECT_FALSE(status.series[1].learnt_over_change);
  EXPECT_TRUE(stage.TakeEvents().empty()) << "it is no alarm";
}

}  // namespace
}  // namespace labelwatch
