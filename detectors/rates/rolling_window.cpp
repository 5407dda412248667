#include "detectors/rates/rolling_window.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace labelwatch {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

std::uint64_t Plus(std::uint64_t a, std::uint64_t b) { return a > kMost - b ? kMost : a + b; }

void AddTo(FlagCount& sum, const FlagCount& count) {
  sum.frames = Plus(sum.frames, count.frames);
  sum.flagged = Plus(sum.flagged, std::min(count.flagged, count.frames));
}

}  // namespace

RollingWindow::RollingWindow(std::int64_t part_ms, std::size_t parts) : part_ms_(part_ms), ring_(parts) {}

// Halved ends of time keep differences of parts within their type.
std::int64_t RollingWindow::PartOf(std::int64_t time_ms) const {
  constexpr std::int64_t kEnd = std::int64_t{1} << 61;
  const std::int64_t time = std::clamp(time_ms, -kEnd, kEnd);
  return time / part_ms_ - (time % part_ms_ < 0 ? 1 : 0);
}

FlagCount& RollingWindow::At(std::int64_t part) {
  const auto size = static_cast<std::int64_t>(ring_.size());
  return ring_[static_cast<std::size_t>((part % size + size) % size)];
}

bool RollingWindow::Add(std::int64_t time_ms, FlagCount count) {
  MoveTo(time_ms);
  const std::int64_t part = PartOf(time_ms);
  if (*newest_ - part >= static_cast<std::int64_t>(ring_.size())) {
    AddTo(late_, count);
    return false;
  }
  AddTo(At(part), count);
  return true;
}

void RollingWindow::MoveTo(std::int64_t time_ms) {
  const std::int64_t part = PartOf(time_ms);
  if (!newest_) newest_ = part;
  if (part <= *newest_) return;
  if (part - *newest_ >= static_cast<std::int64_t>(ring_.size())) {
    std::fill(ring_.begin(), ring_.end(), FlagCount{});
  } else {
    for (std::int64_t begun = *newest_ + 1; begun <= part; ++begun) At(begun) = {};
  }
  newest_ = part;
}

FlagCount RollingWindow::Sum() const {
  FlagCount sum;
  for (const FlagCount& part : ring_) AddTo(sum, part);
  return sum;
}

std::optional<FlagCount> RollingWindow::Since(std::int64_t time_ms) const {
  FlagCount sum;
  if (!newest_) return sum;
  const std::int64_t first = PartOf(time_ms), size = static_cast<std::int64_t>(ring_.size());
  if (first <= *newest_ - size) return std::nullopt;
  for (std::int64_t part = first; part <= *newest_; ++part) {
    AddTo(sum, ring_[static_cast<std::size_t>((part % size + size) % size)]);
  }
  return sum;
}

RollingWindow::State RollingWindow::Save() const {
  State state{newest_, {}, late_};
  if (!newest_) return state;
  const auto size = static_cast<std::int64_t>(ring_.size());
  const std::int64_t newest = (*newest_ % size + size) % size;
  for (std::int64_t back = 0; back < size; ++back) {
    state.parts.push_back(ring_[static_cast<std::size_t>((newest - back + size) % size)]);
  }
  while (!state.parts.empty() && state.parts.back() == FlagCount{}) state.parts.pop_back();
  return state;
}

bool RollingWindow::Load(const State& state) {
  const auto wrong = [](const FlagCount& count) { return count.flagged > count.frames; };
  if (state.parts.size() > ring_.size() || wrong(state.late)) return false;
  if (std::any_of(state.parts.begin(), state.parts.end(), wrong)) return false;
  const std::int64_t last = PartOf(std::numeric_limits<std::int64_t>::max());
  if (!state.newest ? !state.parts.empty() : *state.newest < -last - 1 || *state.newest > last) return false;
  std::fill(ring_.begin(), ring_.end(), FlagCount{});
  newest_ = state.newest;
  late_ = state.late;
  for (std::size_t back = 0; back < state.parts.size(); ++back) {
    At(*newest_ - static_cast<std::int64_t>(back)) = state.parts[back];
  }
  return true;
}

RollingRates::RollingRates() {
  for (const RollingSpan& span : kRollingSpans) windows_.emplace_back(span.part_ms, span.parts);
}

void RollingRates::Add(std::int64_t time_ms, FlagCount count) {
  for (RollingWindow& window : windows_) window.Add(time_ms, count);
}

void RollingRates::MoveTo(std::int64_t time_ms) {
  for (RollingWindow& window : windows_) window.MoveTo(time_ms);
}

FlagCount RollingRates::Since(std::int64_t time_ms) const {
  for (const RollingWindow& window : windows_) {
    if (const auto sum = window.Since(time_ms)) return *sum;
  }
  return windows_.back().Sum();
}

std::vector<RollingWindow::State> RollingRates::Save() const {
  std::vector<RollingWindow::State> states;
  for (const RollingWindow& window : windows_) states.push_back(window.Save());
  return states;
}

bool RollingRates::Load(const std::vector<RollingWindow::State>& states) {
  if (states.size() != windows_.size()) return false;
  std::vector<RollingWindow> loaded = windows_;
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (!loaded[i].Load(states[i])) return false;
  }
  windows_ = std::move(loaded);
  return true;
}

}  // namespace labelwatch
