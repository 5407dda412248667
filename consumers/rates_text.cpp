#include "consumers/rates_text.h"

#include <cstdio>

#include "consumers/alarm_text.h"
#include "consumers/label_times.h"
#include "schema/rates_act.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

std::string StateText(const RatesStatus::OneSeries& series) {
  std::string text = series.raised     ? "alarm since " + LabelTimes().Text(series.since_ms)
                     : series.learning ? "learning"
                                       : "quiet";
  if (series.silenced_until_ms > 0) text += ", silenced until " + LabelTimes().Text(series.silenced_until_ms);
  return text;
}

std::string Line(const RatesStatus::OneSeries& series) {
  char numbers[96], promised[16] = "-";
  if (series.baseline) std::snprintf(promised, sizeof promised, "%.2f %%", 100 * *series.baseline);
  std::snprintf(numbers, sizeof numbers, "%6.2f %% (%5.2f to %6.2f)  %8s  %7u  ", 100 * series.rate, 100 * series.low,
                100 * series.high, promised, series.baseline_version);
  return numbers + SeriesText(series.name) + ": " + StateText(series) + "\n";
}

}  // namespace

std::string SeriesText(const SeriesName& series) {
  std::string text = SliceText(series) + ", " + std::string(SeriesKindWord(series.kind));
  if (!series.models.empty()) text += ", judged by " + CleanText(series.models);
  return text;
}

std::string RatesText(const RatesStatus& rates) {
  std::string text;
  for (const TakenAct& taken : rates.acts) {
    text += LabelTimes().Text(taken.said_ms) + "  " + InWords(taken.act) + ", " + std::to_string(taken.series) +
            " series\n";
  }
  char budget[160];
  std::snprintf(budget, sizeof budget, "%g false alarms are expected in %g days", rates.budget.false_alarms,
                static_cast<double>(rates.budget.period_ms) / 86'400'000);
  text += budget;
  if (rates.frames_per_false_alarm) {
    text += ", one in " + WithThousands(static_cast<std::int64_t>(*rates.frames_per_false_alarm)) +
            " frames of all series summed";
  }
  text +=
      "; " + std::to_string(rates.followed) + " series are followed, up to " + LabelTimes().Text(rates.now_ms) + "\n";
  if (rates.series.empty()) return text;
  text += "    rate (95 %)             held to  baseline  series\n";
  for (const RatesStatus::OneSeries& series : rates.series) text += Line(series);
  return text;
}

}  // namespace labelwatch
