#pragma once
// A rate in which older frames count less: half as much after each half-life of label time.
//
// With w = 2^(-age / half-life) per frame, the sums are S0 = sum w, S1 = sum w flagged, Q = sum w^2, and
//
//   rate = S1 / S0,   effective frames = S0^2 / Q   [Kish 1965]
//
// The effective frames are how many frames of equal weight would tell as much: they go into an interval
// (Wilson(rate * n, n)). They do not get fewer while nothing comes; `Weight(now)` does, and says how old the rate is.
//
//   DecayedRate rate(3'600'000);          // an hour
//   rate.Add(label_time, {frames, flagged});
//   if (rate.EffectiveFrames() >= 30) Show(rate.Rate(), rate.Bounds());
//
// Late frames get the weight of their own time, so the order of additions matters only to the last digits.
// Single-owner.

#include <cstdint>
#include <optional>

#include "detectors/rates/intervals.h"
#include "detectors/rates/rolling_window.h"

namespace labelwatch {

class DecayedRate {
 public:
  struct State {
    std::optional<std::int64_t> time_ms;          // that the sums are of: the newest added
    double frames = 0, flagged = 0, squares = 0;  // S0, S1, Q

    friend bool operator==(const State&, const State&) = default;
  };

  // REQUIRES: half_life_ms > 0.
  explicit DecayedRate(double half_life_ms) : half_life_ms_(half_life_ms) {}

  void Add(std::int64_t time_ms, FlagCount count);

  double Rate() const;                                     // 0 without frames
  double EffectiveFrames() const;                          // 0 without frames
  double Weight(std::int64_t now_ms) const;                // S0 at that time
  Interval Bounds(double confidence = kConfidence) const;  // Wilson, by effective frames; [0, 1] without frames

  const State& Save() const { return state_; }
  // False, and nothing changes, if the state is none that could have been saved.
  bool Load(const State& state);

 private:
  double Keep(double age_ms) const;

  double half_life_ms_;
  State state_;
};

}  // namespace labelwatch
