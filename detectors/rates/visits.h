#pragma once
// Visits to sequences that are still going on, for each series the frames that hold it; a closed one is a cluster.
//
//   OpenVisits visits;
//   visits.Add({series, sequence, 12, 1, first_ms, last_ms});   // a row of a tally
//   visits.CloseUntil(clock_ms);
//   for (const Visit& visit : visits.TakeClosed()) ...          // into the clusters of this tick
//
// A visit closes when its label time has a gap, before its next frame or up to the clock, or when it reaches a cap on
// frames or time, since an endless camera would never close. No rule looks at k: one that did would break the promise
// of the alarm. A row counts whole, so that a visit may hold more than the cap by its last row.
//
// Bounded: beyond `open` visits the one without a frame for longest is closed, and counted. What closes, and in which
// order, follows from the rows alone. Frames without a sequence do not come here: TickClusters::AddSingles.
// Single-owner. Times are label times in milliseconds.

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "detectors/rates/cluster.h"
#include "schema/hash.h"

namespace labelwatch {

struct VisitLimits {
  std::int64_t gap_ms = 10 * 60 * 1000;
  std::int64_t longest_ms = 60 * 60 * 1000;
  std::uint64_t frames = 1000;
  std::size_t open = 1'000'000;  // at about 120 bytes each
};

struct Visit {
  std::uint32_t series = 0;
  std::uint64_t sequence = 0;  // its hash
  Cluster frames;              // n, k
  std::int64_t first_ms = 0, last_ms = 0;

  friend bool operator==(const Visit&, const Visit&) = default;
};

class OpenVisits {
 public:
  explicit OpenVisits(const VisitLimits& limits = {}) : limits_(limits) {}

  // Frames of a visit, or of the next one. A row without frames is none, k beyond n is n, times in the wrong order are
  // exchanged.
  void Add(Visit row);
  // Closes visits whose last frame lies a gap or more before the clock.
  void CloseUntil(std::int64_t clock_ms);
  // What was closed since the last call, in the order in which it was.
  std::vector<Visit> TakeClosed() { return std::exchange(closed_, {}); }

  std::size_t Open() const { return open_.size(); }
  // How many were closed for want of room.
  std::uint64_t Displaced() const { return displaced_; }

  // The state, to be written down: by series, then sequence. Closed ones must have been taken.
  std::vector<Visit> List() const;
  void Restore(std::span<const Visit> visits);

 private:
  using Key = std::pair<std::uint32_t, std::uint64_t>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return Mix(key.second + 0x9e3779b97f4a7c15ULL * (key.first + 1)); }
  };
  // When to look at a visit: its last frame came then or later. Not moved with each row.
  struct Due {
    std::int64_t last_ms;
    Key key;
    friend bool operator>(const Due& a, const Due& b) {
      return std::pair(a.last_ms, a.key) > std::pair(b.last_ms, b.key);
    }
  };
  struct Entry {
    Visit visit;
    std::int64_t due_ms;  // of the only Due that counts
  };

  bool Continues(const Visit& visit, const Visit& row) const;
  bool Full(const Visit& visit) const;
  void Close(const Key& key);
  void Expect(const Key& key, Entry& entry);
  // The open visit with the earliest last frame, then the least key; REQUIRES: one is open.
  const Visit& Oldest();

  VisitLimits limits_;
  std::unordered_map<Key, Entry, KeyHash> open_;
  std::vector<Due> due_;  // a heap, earliest on top
  std::vector<Visit> closed_;
  std::uint64_t displaced_ = 0;
};

}  // namespace labelwatch
