#include "consumers/backtest/backtest_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "consumers/alarm_text.h"
#include "consumers/plot/plot_page.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// Of one series.
struct Alarms {
  const FollowedSeries* series = nullptr;
  std::vector<const AlarmEvent*> events;  // in order of time
  double evidence = 0;                    // the most of any
};

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

std::string RowsText(const Backtest& backtest, const BacktestInput& input) {
  const LabelTimes times;
  std::string text = Counted(input.rows, "row") + " read";
  if (input.left_out > 0) text += ", " + Counted(input.left_out, "row") + " left out";
  return text + "; " + times.Text(backtest.FirstMs()) + " to " + times.Text(backtest.LastMs());
}

std::string BudgetText(const Backtest& backtest, const BacktestInput& input) {
  const std::string words = "false alarms allowed: at most " + InWords(input.budget);
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

std::vector<Alarms> BySeries(const Backtest& backtest) {
  std::map<SeriesName, Alarms> known;
  for (const AlarmEvent& event : backtest.Alarms()) {
    Alarms& alarms = known[event.series];
    alarms.events.push_back(&event);
    if (event.raised) alarms.evidence = std::max(alarms.evidence, event.evidence);
  }
  for (const FollowedSeries& series : backtest.Stage().Series()) {
    if (const auto found = known.find(series.Name()); found != known.end()) found->second.series = &series;
  }
  std::vector<Alarms> order;
  order.reserve(known.size());
  for (auto& [_, alarms] : known) order.push_back(std::move(alarms));
  std::ranges::stable_sort(order, std::ranges::greater(), &Alarms::evidence);
  return order;
}

std::string Heading(const SeriesName& series) {
  std::string kind(SeriesKindWord(series.kind));
  std::ranges::replace(kind, '_', ' ');
  return SliceText(series) + ": " + kind;
}

std::vector<PlotIncident> IncidentsOf(const Alarms& alarms) {
  std::vector<PlotIncident> incidents;
  for (const AlarmEvent* event : alarms.events) {
    if (event->raised) {
      incidents.push_back({event->since_ms, event->time_ms, {}});
    } else if (!incidents.empty()) {
      incidents.back().cleared_ms = event->time_ms;
    }
  }
  return incidents;
}

PlotSection SectionOf(const Backtest& backtest, const Alarms& alarms) {
  const FollowedSeries& series = *alarms.series;
  PlotSection section;
  section.plot.title = Heading(series.Name());
  const auto counts = backtest.Counts(series.Name());
  section.plot.counts.assign(counts.begin(), counts.end());
  section.plot.count_ms = backtest.Options().tick_ms;
  if (series.Held()) {
    section.plot.baseline = series.Held()->rate;
    section.plot.deff = series.Held()->deff;
  }
  section.plot.incidents = IncidentsOf(alarms);
  for (const AlarmEvent* event : alarms.events) section.sentences.push_back(AlarmSentence(*event, section.plot.times));
  section.note = Counted(series.Frames(), "frame") + " in all, " +
                 WithThousands(static_cast<std::int64_t>(series.Flagged())) + " of them flagged";
  return section;
}

}  // namespace

std::string BacktestText(const Backtest& backtest, const BacktestInput& input) {
  std::string text = "tallies: " + RowsText(backtest, input) + "\n" + BudgetText(backtest, input) + "\n";
  if (const std::string loss = LossText(backtest); !loss.empty()) text += loss + "\n";
  return text + AlarmsText(backtest.Alarms(), backtest.Stage(), LabelTimes()) + WorstSeriesText(backtest.Stage());
}

std::string BacktestJson(const Backtest& backtest, const BacktestInput& input) {
  const LabelTimes times;
  JsonWriter json;
  json.OpenObject();
  json.Key("rows").Whole(input.rows);
  json.Key("rows_left_out").Whole(input.left_out);
  json.Key("rows_beyond_series_limit").Whole(backtest.Stage().Lost().refused_series);
  json.Key("first").Text(times.Iso(backtest.FirstMs()));
  json.Key("last").Text(times.Iso(backtest.LastMs()));
  json.Key("series").Whole(backtest.Stage().Series().size());
  json.Key("series_learning").Whole(Learning(backtest));
  json.Key("alarms_raised").Whole(Raised(backtest));
  json.Key("alarms_cleared").Whole(backtest.Alarms().size() - Raised(backtest));
  json.Key("false_alarms").Real(input.budget.false_alarms);
  json.Key("budget_period").Text(InfoOf(input.budget.period).word);
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
  const std::vector<Alarms> alarmed = BySeries(backtest);
  PlotPage page;
  page.title = Raised(backtest) == 0 ? "No alarm over recorded counts"
                                     : Counted(Raised(backtest), "alarm") + " over recorded counts";
  page.lines.push_back(input.name + ": " + RowsText(backtest, input) + "; " +
                       std::to_string(backtest.Stage().Series().size()) + " series followed, " +
                       std::to_string(Learning(backtest)) + " of them still learning what is usual");
  page.lines.push_back(BudgetText(backtest, input));
  if (const std::string loss = LossText(backtest); !loss.empty()) page.lines.push_back(loss);
  if (alarmed.size() > kSeriesDrawn) {
    page.lines.push_back("drawn are the " + std::to_string(kSeriesDrawn) + " series with the most evidence, of " +
                         std::to_string(alarmed.size()) + " with an alarm");
  }
  for (const Alarms& alarms : std::span(alarmed).first(std::min(alarmed.size(), kSeriesDrawn))) {
    page.sections.push_back(SectionOf(backtest, alarms));
  }
  return DrawPage(page);
}

}  // namespace labelwatch
