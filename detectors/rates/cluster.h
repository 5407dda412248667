#pragma once
// What one tick holds of a series: clusters, each with n frames of which k are flagged, as a multiset that adds up in
// any order.
//
// A cluster is all frames of one visit to a sequence (visits.h), which resemble each other; a frame without a sequence
// is a cluster of one. It counts once, in the tick in which it closes.
//
//   TickClusters clusters;
//   clusters.Add({1, 0}, 40);
//   clusters.Add({20, 3});
//   for (const CountedCluster& pair : clusters.Pairs()) ...  // (1, 0) 40 times, (20, 3) once
//
// Bounded: where the sizes allow more than kMaxPairs different pairs, all clusters of 2 frames, of 3 to 4, of 5 to 8 ..
// become one each, their n and k summed. That keeps the promise of the alarm and makes it slower. Whether it is done
// follows from the sizes alone: what looks at k before it decides would break the promise.
//
// Hostile counts: a cluster without frames is none, k beyond n is n, and no number grows beyond kMostCounted.
// Single-owner.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace labelwatch {

// Up to here a double counts without rounding; two of them added fit 64 bits.
inline constexpr std::uint64_t kMostCounted = std::uint64_t{1} << 53;

// REQUIRES: neither beyond kMostCounted.
constexpr std::uint64_t CountedSum(std::uint64_t a, std::uint64_t b) { return std::min(a + b, kMostCounted); }
constexpr std::uint64_t CountedProduct(std::uint64_t a, std::uint64_t b) {
  return a != 0 && b > kMostCounted / a ? kMostCounted : a * b;
}

struct Cluster {
  std::uint64_t n = 0;  // frames, at least 1
  std::uint64_t k = 0;  // flagged ones, at most n

  friend bool operator==(const Cluster&, const Cluster&) = default;
  friend bool operator<(const Cluster& a, const Cluster& b) { return std::pair(a.n, a.k) < std::pair(b.n, b.k); }
};

struct CountedCluster {
  Cluster cluster;
  std::uint64_t count = 1;

  friend bool operator==(const CountedCluster&, const CountedCluster&) = default;
};

class TickClusters {
 public:
  static constexpr std::size_t kMaxPairs = 1024;

  void Add(const Cluster& cluster, std::uint64_t count = 1);
  // Frames without a sequence.
  void AddSingles(std::uint64_t frames, std::uint64_t flagged);

  // By n, then k, each pair once. Valid until anything else is called.
  std::span<const CountedCluster> Pairs();
  bool Merged() const { return !sums_.empty(); }
  // Keeps the memory.
  void Clear();

  // What to write down of a tick that is open; Restore takes it back. The sums are empty where nothing was merged.
  std::span<const CountedCluster> Unmerged() const { return pairs_; }
  std::span<const Cluster> MergedSums() const { return sums_; }
  void Restore(std::span<const CountedCluster> unmerged, std::span<const Cluster> merged_sums);

 private:
  void AddToSums(const Cluster& total, std::size_t size_class);
  void Compact();
  void MergeAll();

  std::vector<CountedCluster> pairs_;  // after merging: of one frame only
  std::size_t compact_ = 0;            // so many of them are in order and different
  std::vector<Cluster> sums_;          // by size class
  std::vector<CountedCluster> all_;    // both, where there are sums
};

}  // namespace labelwatch
