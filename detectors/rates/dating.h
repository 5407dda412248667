#pragma once
// Since when a rate has risen, and whether enough was seen since then to speak of it.
//
//   C <- C + sum of ln L(n, k) of the bet on twice the rate; at most 0: nothing is going on, it starts anew
//
// The frames since C left 0 are those that the change, if there is one, has most likely brought. Of a rise from 2 to 4
// % it tells the beginning to within about 1,000 frames: an alarm says "about".

#include <cstdint>

#include "detectors/rates/bets.h"

namespace labelwatch {

struct Dating {
  double sum = 0;          // C
  std::int64_t since = 0;  // the first tick that counts
  std::uint64_t frames = 0, flagged = 0, hit_clusters = 0;

  friend bool operator==(const Dating&, const Dating&) = default;
};

// With fewer an alarm would rest on one odd sequence.
inline constexpr std::uint64_t kLeastFlagged = 5, kLeastHitClusters = 3;

inline bool FloorHolds(const Dating& dating) {
  return dating.flagged >= kLeastFlagged && dating.hit_clusters >= kLeastHitClusters;
}

// Nothing counted yet; the next tick that counts is `next_tick`.
inline Dating StartDating(std::int64_t next_tick) { return {.since = next_tick}; }

inline void Count(const TickFactors& tick, Dating& dating) {
  dating.frames = CountedSum(dating.frames, tick.frames);
  dating.flagged = CountedSum(dating.flagged, tick.flagged);
  dating.hit_clusters = CountedSum(dating.hit_clusters, tick.hit_clusters);
}

inline void Advance(const TickFactors& tick, std::int64_t tick_number, Dating& dating) {
  constexpr double kNothing = 1e-9;  // what rounding leaves of 0
  dating.sum += Ln(tick.products[kDatingBet]);
  Count(tick, dating);
  if (dating.sum <= kNothing) dating = StartDating(tick_number + 1);
}

}  // namespace labelwatch
