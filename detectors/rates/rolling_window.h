#pragma once
// Frames and flagged frames of the last five minutes, hour and day of label time.
//
// A window is a ring of sub-windows; each holds the sums of its own part of time, so what comes late goes where it
// belongs, in any order, and old parts fall out as a whole. What is older than the ring is counted as late, never lost
// from sight and never added to another part. A window ends with the part that holds the newest time; it is therefore
// up to one part shorter than its name says, never longer.
//
//   RollingRates rates;
//   rates.Add(label_time, {frames, flagged});
//   rates.MoveTo(stage_clock);                       // a window also gets old when nothing comes
//   const FlagCount hour = rates.Window(1).Sum();    // of kRollingSpans[1]
//
// Times are milliseconds; how far ahead of all others one may be is bounded by who sets the clock (a time far ahead
// empties the ring). Counts stop at their largest value. Order of additions does not matter as long as they are in the
// ring. Single-owner.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace labelwatch {

struct FlagCount {
  std::uint64_t frames = 0;
  std::uint64_t flagged = 0;  // at most `frames`

  friend bool operator==(const FlagCount&, const FlagCount&) = default;
};

struct RollingSpan {
  const char* word;      // in metrics and reports
  std::int64_t part_ms;  // length of a sub-window
  std::size_t parts;
};

inline constexpr std::int64_t kMinuteMs = 60'000;
inline constexpr auto kRollingSpans = std::to_array<RollingSpan>({
    {"5m", kMinuteMs, 5},
    {"1h", kMinuteMs, 60},
    {"1d", 30 * kMinuteMs, 48},
});

class RollingWindow {
 public:
  struct State {
    std::optional<std::int64_t> newest;  // number of the newest part; nothing before the first time
    std::vector<FlagCount> parts;        // the newest first, without empty ones at the end
    FlagCount late;

    friend bool operator==(const State&, const State&) = default;
  };

  // REQUIRES: part_ms and parts at least 1.
  RollingWindow(std::int64_t part_ms, std::size_t parts);

  // False: counted as late. More flagged than frames is all of them.
  bool Add(std::int64_t time_ms, FlagCount count);
  // Parts up to that time begin; never moves back.
  void MoveTo(std::int64_t time_ms);

  FlagCount Sum() const;
  // Of the part that holds that time, and all later ones; nothing if the ring does not reach back to it.
  std::optional<FlagCount> Since(std::int64_t time_ms) const;
  const FlagCount& Late() const { return late_; }  // since the start

  State Save() const;
  // False, and nothing changes, if the state is none that this window could have saved.
  bool Load(const State& state);

 private:
  std::int64_t PartOf(std::int64_t time_ms) const;
  FlagCount& At(std::int64_t part);

  std::int64_t part_ms_;
  std::vector<FlagCount> ring_;  // part p at p mod size
  std::optional<std::int64_t> newest_;
  FlagCount late_;
};

// One of each span.
class RollingRates {
 public:
  RollingRates();
  void Add(std::int64_t time_ms, FlagCount count);
  void MoveTo(std::int64_t time_ms);
  const RollingWindow& Window(std::size_t span) const { return windows_[span]; }
  // Since that time, as exactly as the windows tell: at most one of the longest.
  FlagCount Since(std::int64_t time_ms) const;

  std::vector<RollingWindow::State> Save() const;
  bool Load(const std::vector<RollingWindow::State>& states);

 private:
  std::vector<RollingWindow> windows_;  // in the order of kRollingSpans
};

}  // namespace labelwatch
