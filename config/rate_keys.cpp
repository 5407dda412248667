#include "config/rate_keys.h"

#include "config/key_types.h"

namespace labelwatch {
namespace {

auto Rates(auto member) { return At(&Config::task, &TaskOptions::rates, member); }
auto Inspect(auto member) { return At(&Config::task, &TaskOptions::inspect, member); }

}  // namespace

std::vector<Key> RateKeys() {
  return {
      Number(
          "rates.threshold", Inspect(&InspectOptions::rate_probability), {0, 1},
          "A frame counts for the rate of a kind where a finding of it had this probability or more when the model's "
          "weights were pinned."),
      Count(
          "rates.after_frames", Inspect(&InspectOptions::rate_after_frames), {1, 1'000'000'000},
          "The weights that decide it are those of a model that has learnt from so many frames; they move no more, so "
          "that the rate of a stream that does not change stays."),
      Duration("rates.tick", Rates(&RateOptions::tick_ms), {kSecond, kDay},
               "Evidence is weighed once a tick of label time, the time in which labels were made. Keep it below a "
               "tenth of the delay that you can bear."),
      Duration("rates.lateness", Rates(&RateOptions::lateness_ms), {0, kDay},
               "How much later labels may come than those of other tasks and still count in their own tick."),
      Duration("rates.max_ahead", Rates(&RateOptions::max_ahead_ms), {0, kDay},
               "A label is at most this much later than its record: one wrong clock must not decide for all."),
      Duration("rates.idle", Rates(&RateOptions::idle_ms), {kSecond, 30 * kDay},
               "A task whose label time stands still for this long no longer holds the others."),
      Duration("rates.visit_gap", Rates(&RateOptions::visit_gap_ms), {kSecond, kDay},
               "A visit to a sequence, which counts as one observation, ends when nothing of it came for this long."),
      Duration("rates.visit_time", Rates(&RateOptions::visit_ms), {kSecond, 30 * kDay},
               "A visit that goes on is cut here, so that an endless camera is seen at all."),
      Count("rates.visit_frames", Rates(&RateOptions::visit_frames), {1, 1'000'000}, "Or after so many frames."),
      Count("rates.baseline_frames", Rates(&RateOptions::baseline_frames), {2000, 1'000'000'000},
            "Frames from which a series learns what is usual; more where frames of a sequence resemble each other."),
      Number("rates.false_alarms", Rates(&RateOptions::false_alarms), {1e-6, 1e6},
             "Expected false alarms of all series together in a period. Fewer make every alarm slower."),
      Duration("rates.period", Rates(&RateOptions::budget_ms), {kSecond, 365 * kDay}, "That period of label time."),
      Word<bool>(
          "rates.strict_recovery", Rates(&RateOptions::strict_recovery), {{"on", true}, {"off", false}},
          "on: an alarm is cleared only on evidence that assumes no more than the alarm did; up to three times as "
          "slow."),
      Text("rates.regime", Rates(&RateOptions::regime), "name of an attribute", AnyText,
           "An attribute of frames (LabeledFrame.attributes) that tells regimes apart, as `timeofday`: each of its "
           "values "
           "has series and baselines of its own, where day and night differ by more than a quarter. Frames without it "
           "are "
           "one more. Empty: none is told apart."),
      Count("rates.max_regimes", Rates(&RateOptions::max_regimes), {1, 1000},
            "Regimes told apart, in the order of first sight; later ones, and those of more than 64 bytes, count as "
            "`other`."),
      Count("rates.max_series", Rates(&RateOptions::max_series), {1, 10'000'000},
            "Series followed at most, some 3 kB each; counts of further ones are refused, which is counted."),
      Count("rates.max_visits", Rates(&RateOptions::max_visits), {1, 100'000'000},
            "Visits kept open at most, of all series; beyond it the oldest is closed, which is counted."),
  };
}

}  // namespace labelwatch
