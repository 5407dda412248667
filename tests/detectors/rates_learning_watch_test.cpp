// Whether a rate was steady while its baseline was learnt: what is seen of a change, and what is taken for one.

#include <gtest/gtest.h>

#include <optional>

#include "detectors/rates/learning_watch.h"

namespace labelwatch {
namespace {

// `ticks` of 100 frames, so many of them flagged.
void Feed(LearningWatch& watch, int ticks, std::uint64_t flagged, std::uint64_t frames = 100) {
  for (int i = 0; i < ticks; ++i) {
    TickClusters clusters;
    clusters.AddSingles(frames, flagged);
    watch.Take(clusters.Pairs());
  }
}

TEST(LearningWatchTest, AChangeIsSeenWithItsRatesAndHowManyFramesAgo) {
  LearningWatch watch;
  Feed(watch, 60, 2);
  EXPECT_FALSE(watch.Found());
  Feed(watch, 20, 8);
  ASSERT_TRUE(watch.Found());
  EXPECT_NEAR(static_cast<double>(watch.Found()->before), 6000, 500);
  EXPECT_NEAR(static_cast<double>(watch.Found()->after), 2000, 500);
  EXPECT_NEAR(watch.Found()->rate_before, .02, .005);
  EXPECT_NEAR(watch.Found()->rate_after, .08, .01);
  EXPECT_FALSE(watch.Visits());
}

// Sorted, a thousand frames would be 900 good ones and then 100 flagged ones.
TEST(LearningWatchTest, FramesOfATickHaveNoOrder) {
  LearningWatch watch;
  Feed(watch, 10, 100, 1000);
  EXPECT_FALSE(watch.Found());
}

TEST(LearningWatchTest, AVisitIsOneValueHoweverManyFramesItHas) {
  LearningWatch watch;
  for (int i = 0; i < 400; ++i) {
    TickClusters clusters;
    clusters.Add({20, i < 200 ? 0U : 10U});
    clusters.Add({5, i < 200 ? 0U : 3U});
    watch.Take(clusters.Pairs());
  }
  ASSERT_TRUE(watch.Found());
  EXPECT_TRUE(watch.Visits());
  EXPECT_LE(watch.Found()->before + watch.Found()->after, 800U);
}

TEST(LearningWatchTest, OfATickWithoutEndAsManyAsMayBeStandForAll) {
  LearningWatch watch;
  TickClusters clusters;
  clusters.AddSingles(kMostCounted, kMostCounted / 4);
  clusters.Add({7, 3}, kMostCounted);
  watch.Take(clusters.Pairs());
  EXPECT_LE(watch.Save().window.buckets.size(), 80U);
  watch.Take({});
}

TEST(LearningWatchTest, WhatWasFoundStaysWhenTheBaselineIsLearnt) {
  LearningWatch watch;
  Feed(watch, 60, 2);
  Feed(watch, 20, 8);
  const auto found = watch.Found();
  watch.Stop();
  EXPECT_EQ(watch.Found(), found);
  EXPECT_TRUE(watch.Save().window.buckets.empty());
}

TEST(LearningWatchTest, GoesOnFromSavedStateAndRefusesWhatIsNone) {
  LearningWatch whole;
  auto parts = std::optional<LearningWatch>(LearningWatch());
  for (int i = 0; i < 80; ++i) {
    const std::uint64_t flagged = i < 60 ? 2 : 8;
    Feed(whole, 1, flagged);
    Feed(*parts, 1, flagged);
    parts = LearningWatch::From(parts->Save());
    ASSERT_TRUE(parts);
  }
  ASSERT_TRUE(whole.Found());
  EXPECT_EQ(parts->Found(), whole.Found());
  LearningWatch::State state = whole.Save();
  state.found->rate_after = -1;
  EXPECT_FALSE(LearningWatch::From(state));
  state = whole.Save();
  state.window.sum = 1e300;
  EXPECT_FALSE(LearningWatch::From(state));
}

}  // namespace
}  // namespace labelwatch
