#pragma once
// What people see of the rates that are followed.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "detectors/rates/rates_stage.h"
#include "metrics/board.h"

namespace labelwatch {

struct RatesStatus {
  struct OneSeries {
    SeriesName name;
    bool raised = false, learning = false;
    bool learnt_over_change = false;  // the rate changed while the baseline was or is learnt
    std::int64_t since_ms = 0;        // raised: when the rise began
    double evidence_log10 = 0;        // over the threshold: 0 raises an alarm; while learning 0
    double rate = 0, low = 0, high = 1;
    std::optional<double> baseline;      // p0; nothing while learning
    std::uint32_t baseline_version = 0;  // 0: none yet; rises when one that was renewed is learnt
    std::int64_t silenced_until_ms = 0;  // Unix time; 0: not silenced
    RiseCauseFound why;                  // raised
  };
  // What a model says beside the labels, of the frames of late.
  struct OneModel {
    std::string model;
    bool learning = false;  // what is usual
    MixVerdict verdict = MixVerdict::kSteady;
    bool scores_moved = false;
    std::array<MixDistance, 2> distances;  // of labels and of predictions, from what was usual
  };
  std::vector<OneSeries> series;  // those with an alarm, then those with the most evidence, then those that learn,
                                  // first those whose rate changed
  std::vector<OneModel> models;   // each once, by name
  std::uint64_t causes_refused = 0;
  std::uint64_t followed = 0, limit = 0, refused_rows = 0, late_rows = 0;
  std::uint64_t visits = 0, visits_limit = 0, visits_closed_early = 0;
  std::int64_t now_ms = 0;  // label time up to which ticks are closed
  BudgetTerms budget;
  std::optional<double> frames_per_false_alarm;  // that follow from it; nothing before the first baseline
  std::vector<TakenAct> acts;                    // the last that people decided, oldest first
};

// More would make scrapes long and Prometheus slow.
inline constexpr std::size_t kSeriesShown = 2000;
// `most`: series to tell of; an alarm is told of whatever their number.
RatesStatus StatusOf(const RatesStage& stage, const RateOptions& options, std::size_t most = kSeriesShown);

// From the thread that owns the stage to those that are asked; null: this process does not own the rates.
using RatesBoard = Board<RatesStatus>;

}  // namespace labelwatch
