#include "detectors/rates/cluster.h"

#include <bit>

namespace labelwatch {
namespace {

// 2, 3 to 4, 5 to 8 ..: 1, 2, 3 .. 53
std::size_t SizeClass(std::uint64_t n) { return static_cast<std::size_t>(std::bit_width(n - 1)); }
constexpr std::size_t kSizeClasses = 54;

// How many different pairs clusters of these sizes can make, whatever their k; those of one frame make two at most and
// are left out. Only grows as clusters are added. REQUIRES: in order.
std::uint64_t MostPairs(std::span<const CountedCluster> pairs) {
  std::uint64_t most = 0;
  for (std::size_t i = 0; i < pairs.size();) {
    const std::uint64_t n = pairs[i].cluster.n;
    std::uint64_t clusters = 0;
    for (; i < pairs.size() && pairs[i].cluster.n == n; ++i) clusters = CountedSum(clusters, pairs[i].count);
    if (n > 1) most += std::min(clusters, n + 1);
  }
  return most;
}

Cluster Total(const CountedCluster& pair) {
  return {CountedProduct(pair.cluster.n, pair.count), CountedProduct(pair.cluster.k, pair.count)};
}

}  // namespace

void TickClusters::Add(const Cluster& cluster, std::uint64_t count) {
  if (cluster.n == 0 || count == 0) return;
  const std::uint64_t n = std::min(cluster.n, kMostCounted);
  const CountedCluster pair = {{n, std::min(cluster.k, n)}, std::min(count, kMostCounted)};
  if (Merged() && n > 1) return AddToSums(Total(pair), SizeClass(n));
  pairs_.push_back(pair);
  // Twice as many at least as are different: each is sorted a few times.
  if (pairs_.size() >= std::max(2 * kMaxPairs, 2 * compact_)) Compact();
}

void TickClusters::AddSingles(std::uint64_t frames, std::uint64_t flagged) {
  flagged = std::min(flagged, frames);
  Add({1, 0}, frames - flagged);
  Add({1, 1}, flagged);
}

std::span<const CountedCluster> TickClusters::Pairs() {
  Compact();
  if (!Merged()) return pairs_;
  all_ = pairs_;
  for (const Cluster& sum : sums_) {
    if (sum.n > 0) all_.push_back({sum, 1});
  }
  return all_;
}

void TickClusters::Clear() {
  pairs_.clear();
  compact_ = 0;
  sums_.clear();
}

void TickClusters::Restore(std::span<const CountedCluster> unmerged, std::span<const Cluster> merged_sums) {
  Clear();
  if (!merged_sums.empty()) sums_.resize(kSizeClasses);
  for (std::size_t i = 0; i < std::min(merged_sums.size(), kSizeClasses); ++i) {
    const std::uint64_t n = std::min(merged_sums[i].n, kMostCounted);
    AddToSums({n, std::min(merged_sums[i].k, n)}, i);
  }
  for (const CountedCluster& pair : unmerged) Add(pair.cluster, pair.count);
}

void TickClusters::AddToSums(const Cluster& total, std::size_t size_class) {
  sums_[size_class].n = CountedSum(sums_[size_class].n, total.n);
  sums_[size_class].k = CountedSum(sums_[size_class].k, total.k);
}

// Puts the pairs in order, each once, and merges where there may be too many.
void TickClusters::Compact() {
  if (compact_ == pairs_.size()) return;
  std::sort(pairs_.begin(), pairs_.end(), [](const auto& a, const auto& b) { return a.cluster < b.cluster; });
  std::size_t kept = 0;
  for (const CountedCluster& pair : pairs_) {
    if (kept > 0 && pairs_[kept - 1].cluster == pair.cluster) {
      pairs_[kept - 1].count = CountedSum(pairs_[kept - 1].count, pair.count);
    } else {
      pairs_[kept++] = pair;
    }
  }
  pairs_.resize(kept);
  if (!Merged() && MostPairs(pairs_) > kMaxPairs) MergeAll();
  compact_ = pairs_.size();
}

void TickClusters::MergeAll() {
  sums_.resize(kSizeClasses);
  for (const CountedCluster& pair : pairs_) {
    if (pair.cluster.n > 1) AddToSums(Total(pair), SizeClass(pair.cluster.n));
  }
  std::erase_if(pairs_, [](const CountedCluster& pair) { return pair.cluster.n > 1; });
}

}  // namespace labelwatch
