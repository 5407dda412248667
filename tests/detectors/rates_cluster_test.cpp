#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "detectors/rates/cluster.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

std::vector<CountedCluster> PairsOf(TickClusters& clusters) {
  const auto pairs = clusters.Pairs();
  return {pairs.begin(), pairs.end()};
}

TEST(TickClustersTest, CountsEachPairOnceInOrder) {
  TickClusters clusters;
  clusters.Add({20, 3});
  clusters.AddSingles(10, 4);
  clusters.Add({20, 3}, 2);
  clusters.Add({5, 0});
  EXPECT_THAT(PairsOf(clusters), ElementsAre(CountedCluster{{1, 0}, 6}, CountedCluster{{1, 1}, 4},
                                             CountedCluster{{5, 0}, 1}, CountedCluster{{20, 3}, 3}));
}

TEST(TickClustersTest, IsAsGoodAsNewAfterClear) {
  TickClusters clusters;
  for (std::uint64_t n = 2; n < 5000; ++n) clusters.Add({n, 1});
  EXPECT_LT(clusters.Pairs().size(), 20U);
  clusters.Clear();
  EXPECT_FALSE(clusters.Merged());
  clusters.Add({2, 1});
  EXPECT_THAT(PairsOf(clusters), ElementsAre(CountedCluster{{2, 1}, 1}));
}

TEST(TickClustersTest, TooManyDifferentOnesBecomeOneForEachSizeClass) {
  TickClusters clusters;
  clusters.AddSingles(3, 1);
  // 3 * 400 pairs may be different.
  for (std::uint64_t k = 0; k < 400; ++k) {
    for (const std::uint64_t n : {500, 600, 1000}) clusters.Add({n, k});
  }
  EXPECT_THAT(PairsOf(clusters),
              ElementsAre(CountedCluster{{1, 0}, 2}, CountedCluster{{1, 1}, 1},
                          CountedCluster{{400 * 500, 399 * 200}, 1}, CountedCluster{{400 * 1600, 399 * 400}, 1}));
}

TEST(TickClustersTest, MergingFollowsFromTheSizesNotFromWhatIsFlagged) {
  TickClusters alike, different;
  for (std::uint64_t i = 0; i < 1100; ++i) {
    alike.Add({2000, 0});
    different.Add({2000, i});
  }
  EXPECT_EQ(alike.Pairs().size(), 1U);
  EXPECT_EQ(different.Pairs().size(), 1U);
  EXPECT_TRUE(alike.Merged() && different.Merged());
}

TEST(TickClustersTest, AnyOrderMakesTheSame) {
  std::vector<Cluster> all;
  for (std::uint64_t i = 0; i < 20'000; ++i) all.push_back({1 + i * 7 % 900, i % 3});
  TickClusters forward, backward;
  for (const Cluster& cluster : all) forward.Add(cluster);
  std::reverse(all.begin(), all.end());
  for (const Cluster& cluster : all) backward.Add(cluster);
  EXPECT_EQ(PairsOf(forward), PairsOf(backward));
  EXPECT_TRUE(forward.Merged());
}

TEST(TickClustersTest, WhatIsWrittenDownGoesOnAsIfNothingHadHappened) {
  for (const std::uint64_t sizes : {3, 3000}) {
    TickClusters whole, first;
    for (std::uint64_t i = 0; i < 3000; ++i) {
      whole.Add({2 + i % sizes, 1});
      if (i < 2500) first.Add({2 + i % sizes, 1});
    }
    TickClusters second;
    second.Restore(first.Unmerged(), first.MergedSums());
    for (std::uint64_t i = 2500; i < 3000; ++i) second.Add({2 + i % sizes, 1});
    EXPECT_EQ(PairsOf(second), PairsOf(whole));
  }
}

TEST(TickClustersTest, HostileCountsAreCut) {
  TickClusters clusters;
  clusters.Add({0, 5});
  clusters.Add({4, 1}, 0);
  clusters.Add({4, 9});
  clusters.AddSingles(2, 7);
  clusters.Add({kHuge, kHuge}, kHuge);
  EXPECT_THAT(PairsOf(clusters), ElementsAre(CountedCluster{{1, 1}, 2}, CountedCluster{{4, 4}, 1},
                                             CountedCluster{{kMostCounted, kMostCounted}, 1}));
  for (std::uint64_t n = 2; n < 3000; ++n) clusters.Add({n, kHuge}, kHuge);
  for (const auto& [cluster, count] : clusters.Pairs()) EXPECT_LE(cluster.k, cluster.n);
}

}  // namespace
}  // namespace labelwatch
