#include <algorithm>

#include "consumers/join_impl.h"

namespace labelwatch {

bool FrameJoin::Impl::HadEnded(const OpenFrame& frame) const {
  for (std::size_t side = 0; side < kSides; ++side) {
    if (frame.first_offset[side] >= 0 && frame.first_offset[side] <= ended_offset[side]) return true;
  }
  return false;
}

bool FrameJoin::Impl::EndOneDecided() {
  const std::uint32_t due = watermark_to_be == kNoTime ? kNone : frames.Due(Due(watermark_to_be));
  const std::uint32_t place = due != kNone ? due : frames.Oldest();
  if (due == kNone && !HadEnded(frames.At(place))) return false;
  EndDecided(place);
  return true;
}

void FrameJoin::Impl::EndDecided(std::uint32_t place) {
  if (HadEnded(frames.At(place))) CloseWithoutLabels(frames.At(place));
  EndFrame(place);
}

void FrameJoin::Impl::StartRebuild(const JoinMark& mark) {
  rebuilding = true;
  watermark_to_be = mark.watermark_ms;
  ended_offset = mark.ended_offset;
}

void FrameJoin::Impl::EndRebuild(std::int64_t now_ms) {
  ForgetDecided();
  const bool believed = watermark_to_be <= SaturatingAdd(now_ms, max_ahead_ms);
  watermark_ms = believed ? watermark_to_be : std::min(sides[0].largest_ms, sides[1].largest_ms);
  rebuilding = false;
}

void FrameJoin::Impl::ForgetDecided() {
  const std::int64_t due_ms = watermark_to_be == kNoTime ? kNoTime : Due(watermark_to_be);
  for (std::uint32_t place; due_ms != kNoTime && (place = frames.Due(due_ms)) != kNone;) EndDecided(place);
  for (std::uint32_t place = frames.Oldest(), next; place != kNone; place = next) {
    const OpenFrame& frame = frames.At(place);
    next = frame.newer;
    if (HadEnded(frame) || (due_ms != kNoTime && CameBefore(frame, due_ms))) EndDecided(place);
  }
}

bool FrameJoin::Impl::CameBefore(const OpenFrame& frame, std::int64_t time_ms) const {
  if (frame.correction) return false;
  std::int64_t last = kNoTime;
  for (std::uint32_t i = 0; i < frame.used; ++i) last = std::max(last, frame.records[i].timestamp_ms);
  return last > 0 && frame.event_time_ms > SaturatingAdd(last, max_ahead_ms) &&
         SaturatingAdd(last, max_ahead_ms) <= time_ms;
}

}  // namespace labelwatch
