#pragma once
// What is kept of a series and of the stage when its process ends: plain values, and their bytes.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/rates/baseline.h"
#include "detectors/rates/decayed_rate.h"
#include "detectors/rates/label_clock.h"
#include "detectors/rates/learning_watch.h"
#include "detectors/rates/rolling_window.h"
#include "detectors/rates/series_alarm.h"
#include "detectors/rates/visits.h"
#include "schema/rates_act.h"
#include "schema/result.h"
#include "schema/series.h"

namespace labelwatch {

struct SeriesName {
  Dimension dimension = Dimension::kOverall;
  std::string value;  // overall: empty
  SeriesKind kind = SeriesKindOf(Kind::kMissing);
  std::string models;       // that judged, where the kind rests on any: others have a baseline of their own
  std::string regime = {};  // likewise, where regimes are told apart

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 that <=> of texts is compared with for a pointer.
  friend auto operator<=>(const SeriesName&, const SeriesName&) = default;
};

// Rows of a tick that is still open, of one sequence.
struct OpenRow {
  std::int64_t tick = 0;       // its number
  std::uint64_t sequence = 0;  // its hash; 0: frames without one
  std::uint64_t frames = 0, flagged = 0;

  friend bool operator==(const OpenRow&, const OpenRow&) = default;
};

struct SeriesState {
  SeriesName name;
  BaselineSums reference;
  std::optional<Baseline> baseline;
  std::uint32_t baseline_version = 0;
  SeriesAlarm alarm;
  LearningWatch::State watch;
  DecayedRate::State rate;
  std::vector<RollingWindow::State> windows;
  std::uint64_t frames = 0, flagged = 0;
  std::vector<OpenRow> rows;
  std::vector<Visit> visits;  // their `series` is not said
};

// Of the false alarms of all series together: at most so many are expected in so much label time.
struct BudgetTerms {
  double false_alarms = 1;
  std::int64_t period_ms = 0;

  friend bool operator==(const BudgetTerms&, const BudgetTerms&) = default;
};

struct SilencedSeries {
  SeriesSelection which;
  std::int64_t until_ms = 0;  // Unix time

  friend bool operator==(const SilencedSeries&, const SilencedSeries&) = default;
};

struct TakenAct {
  RatesAct act;
  std::uint64_t series = 0;  // that it met
  std::int64_t said_ms = 0;  // when it was written down, Unix time

  friend bool operator==(const TakenAct&, const TakenAct&) = default;
};

// Of acts (act_book.h).
struct ActState {
  std::int64_t heard_ms = 0;  // the latest time of a record
  std::optional<BudgetTerms> budget;
  std::vector<SilencedSeries> silences;
  std::vector<TakenAct> last;

  friend bool operator==(const ActState&, const ActState&) = default;
};

struct StageState {
  std::optional<std::int64_t> next_tick;  // to close
  std::uint64_t active_ticks = 0;
  std::int64_t last_active_tick = 0;
  bool began = false;
  std::int64_t now_ms = 0;
  std::map<std::int32_t, LabelClock::Task> tasks;
  std::optional<double> frames_per_false_alarm;
  std::uint64_t counted = 0, late_rows = 0, refused_series = 0;
  std::map<std::int32_t, std::array<std::int64_t, 2>> covered;  // offsets, by partition and side
  ActState acts;
};

std::string Encode(const SeriesState& state);
std::string Encode(const StageState& state);
// Any bytes: a state that can be one, or why not.
Result<SeriesState> DecodeSeriesState(std::string_view bytes);
Result<StageState> DecodeStageState(std::string_view bytes);

}  // namespace labelwatch
