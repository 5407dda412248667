#include "detectors/rates/decayed_rate.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

// What is left of a frame after so long that it is as good as gone; also keeps squares above the smallest number.
constexpr double kGone = 1e-100;

double Apart(std::int64_t later, std::int64_t earlier) {
  return static_cast<double>(later) - static_cast<double>(earlier);
}

}  // namespace

double DecayedRate::Keep(double age_ms) const {
  const double keep = std::exp2(-age_ms / half_life_ms_);
  return keep < kGone ? 0 : keep;
}

void DecayedRate::Add(std::int64_t time_ms, FlagCount count) {
  if (count.frames == 0) return;
  double weight = 1;
  if (!state_.time_ms) {
    state_.time_ms = time_ms;
  } else if (time_ms <= *state_.time_ms) {
    weight = Keep(Apart(*state_.time_ms, time_ms));
  } else {
    const double keep = Keep(Apart(time_ms, *state_.time_ms));
    state_ = {time_ms, state_.frames * keep, state_.flagged * keep, state_.squares * keep * keep};
    if (state_.frames < kGone) state_ = {time_ms, 0, 0, 0};
  }
  const auto frames = static_cast<double>(count.frames);
  const auto flagged = static_cast<double>(std::min(count.flagged, count.frames));
  state_.frames += weight * frames;
  state_.flagged += weight * flagged;
  state_.squares += weight * weight * frames;
}

double DecayedRate::Rate() const { return state_.frames > 0 ? std::min(1.0, state_.flagged / state_.frames) : 0; }

double DecayedRate::EffectiveFrames() const {
  return state_.squares > 0 ? state_.frames * (state_.frames / state_.squares) : 0;
}

double DecayedRate::Weight(std::int64_t now_ms) const {
  return state_.time_ms ? state_.frames * Keep(std::max(0.0, Apart(now_ms, *state_.time_ms))) : 0;
}

Interval DecayedRate::Bounds(double confidence) const {
  const double frames = EffectiveFrames();
  return Wilson(Rate() * frames, frames, confidence);
}

bool DecayedRate::Load(const State& state) {
  const auto sum = [](double value) { return value >= 0 && value <= 1e30; };
  if (!sum(state.frames) || !sum(state.flagged) || !sum(state.squares)) return false;
  // No weight is above 1, so neither are flagged nor squares above frames; and there are squares where frames are.
  constexpr double kRounding = 1 + 1e-9;
  if (state.flagged > state.frames * kRounding || state.squares > state.frames * kRounding) return false;
  if ((state.frames > 0) != (state.squares > 0) || (state.frames > 0 && !state.time_ms)) return false;
  state_ = state;
  return true;
}

}  // namespace labelwatch
