#include "consumers/backtest/backtest_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "consumers/alarm_text.h"
#include "consumers/plot/series_sections.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

std::string Counted(std::uint64_t number, std::string_view of) {
  return WithThousands(static_cast<std::int64_t>(std::min<std::uint64_t>(number, INT64_MAX))) + " " + std::string(of) +
         (number == 1 ? "" : "s");
}

std::uint64_t Raised(const Backtest& backtest) {
  return static_cast<std::uint64_t>(std::ranges::count_if(backtest.Alarms(), &AlarmEvent::raised));
}

std::uint64_t Learning(const Backtest& backtest) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(backtest.Stage().Series(), [](const FollowedSeries& series) { return series.Learning(); }));
}

// "1 per week", "0.5 in the whole stream".
std::string AllowedText(const BacktestInput& input) {
  char number[32];
  std::snprintf(number, sizeof number, "%g", input.false_alarms);
  return number + (input.times.order ? std::string(" in the whole stream") : " per " + input.period);
}

std::string ReadText(const Backtest& backtest, const BacktestInput& input) {
  std::string text = Counted(input.read, input.piece) + " read";
  if (input.left_out > 0) text += ", " + Counted(input.left_out, input.piece) + " left out";
  return text + "; " + input.times.Text(backtest.FirstMs()) + " to " + input.times.Text(backtest.LastMs());
}

std::string BudgetText(const Backtest& backtest, const BacktestInput& input) {
  const std::string words = "false alarms allowed: at most " + AllowedText(input);
  if (const auto frames = backtest.Stage().FramesPerFalseAlarm()) {
    const auto whole = static_cast<std::uint64_t>(std::llround(std::min(*frames, 1e15)));
    return words + ", which is one in " + Counted(whole, "frame") + " (each counted in every series that holds it)";
  }
  return words + "; none could be raised, since no series has the " +
         Counted(backtest.Options().baseline_frames, "frame") + " that a baseline is learnt from (--baseline-frames)";
}

std::string LossText(const Backtest& backtest) {
  const std::uint64_t refused = backtest.Stage().Lost().refused_series;
  if (refused == 0) return {};
  return Counted(refused, "row") + " did not count: of series beyond the limit of " +
         WithThousands(static_cast<std::int64_t>(backtest.Options().max_series));
}

void WriteTime(std::int64_t time_ms, const LabelTimes& times, JsonWriter& json) {
  if (times.order) {
    json.Signed(times.Frame(time_ms));
  } else {
    json.Text(times.Iso(time_ms));
  }
}

}  // namespace

std::string BacktestText(const Backtest& backtest, const BacktestInput& input) {
  std::string text = "tallies: " + ReadText(backtest, input) + "\n" + BudgetText(backtest, input) + "\n";
  if (const std::string loss = LossText(backtest); !loss.empty()) text += loss + "\n";
  return text + AlarmsText(backtest.Alarms(), backtest.Stage(), input.times) + WorstSeriesText(backtest.Stage());
}

std::string BacktestJson(const Backtest& backtest, const BacktestInput& input) {
  JsonWriter json;
  json.OpenObject();
  json.Key("rows").Whole(input.read);
  json.Key("rows_left_out").Whole(input.left_out);
  json.Key("rows_beyond_series_limit").Whole(backtest.Stage().Lost().refused_series);
  json.Key("first");
  WriteTime(backtest.FirstMs(), input.times, json);
  json.Key("last");
  WriteTime(backtest.LastMs(), input.times, json);
  json.Key("series").Whole(backtest.Stage().Series().size());
  json.Key("series_learning").Whole(Learning(backtest));
  json.Key("alarms_raised").Whole(Raised(backtest));
  json.Key("alarms_cleared").Whole(backtest.Alarms().size() - Raised(backtest));
  json.Key("false_alarms").Real(input.false_alarms);
  json.Key("budget_period").Text(input.times.order ? "stream" : input.period);
  json.Key("frames_per_false_alarm");
  if (const auto frames = backtest.Stage().FramesPerFalseAlarm()) {
    json.Real(*frames);
  } else {
    json.Null();
  }
  json.CloseObject();
  return std::string(json.Written()) + "\n";
}

std::string BacktestPage(const Backtest& backtest, const BacktestInput& input) {
  const FollowedRates rates{backtest.Stage(), backtest.Alarms(), backtest.History(), input.times};
  std::vector<SeriesSection> alarmed = OrderSeries(rates);
  std::erase_if(alarmed, [](const SeriesSection& section) { return !section.alarmed; });
  PlotPage page;
  page.title = Raised(backtest) == 0 ? "No alarm over recorded counts"
                                     : Counted(Raised(backtest), "alarm") + " over recorded counts";
  page.lines.push_back(input.name + ": " + ReadText(backtest, input) + "; " +
                       std::to_string(backtest.Stage().Series().size()) + " series followed, " +
                       std::to_string(Learning(backtest)) + " of them still learning what is usual");
  page.lines.push_back(BudgetText(backtest, input));
  if (const std::string loss = LossText(backtest); !loss.empty()) page.lines.push_back(loss);
  if (alarmed.size() > kSeriesDrawn) {
    page.lines.push_back("drawn are the " + std::to_string(kSeriesDrawn) + " series with the most evidence, of " +
                         std::to_string(alarmed.size()) + " with an alarm");
  }
  for (SeriesSection& section : std::span(alarmed).first(std::min(alarmed.size(), kSeriesDrawn))) {
    Draw(rates, section);
    page.sections.push_back(std::move(section.drawn));
  }
  return DrawPage(page);
}

}  // namespace labelwatch
