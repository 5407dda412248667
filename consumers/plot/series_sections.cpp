#include "consumers/plot/series_sections.h"

#include <algorithm>
#include <map>

#include "consumers/alarm_text.h"

namespace labelwatch {
namespace {

std::string Heading(const SeriesName& series) {
  std::string kind(SeriesKindWord(series.kind));
  std::ranges::replace(kind, '_', ' ');
  return SliceText(series) + ": " + kind;
}

// Of an alarm that is known, and when it was raised is not.
std::string StandingSentence(const SeriesName& series, std::int64_t since_ms, const FollowedRates& rates) {
  return SliceText(series) + ": " + std::string(SeriesKindWord(series.kind)) + " rose at about " +
         rates.times.Text(since_ms) + ", and its alarm stands since before this process followed it";
}

}  // namespace

std::vector<SeriesSection> OrderSeries(const FollowedRates& rates) {
  std::map<SeriesName, double> alarmed;  // with the most evidence of any alarm
  for (const AlarmEvent& event : rates.alarms) {
    double& evidence = alarmed[event.series];
    if (event.raised) evidence = std::max(evidence, event.evidence);
  }
  const auto frames = rates.stage.FramesPerFalseAlarm();
  std::vector<SeriesSection> sections;
  for (const FollowedSeries& series : rates.stage.Series()) {
    if (const auto alarm = alarmed.find(series.Name()); alarm != alarmed.end()) {
      sections.push_back({&series, true, alarm->second, {}});
    } else if (series.Raised()) {
      sections.push_back({&series, true, 0, {}});
    } else if (!series.Learning() && frames && series.Frames() > 0) {
      sections.push_back({&series, false, series.Evidence(*frames), {}});
    }
  }
  std::ranges::stable_sort(sections, [](const SeriesSection& a, const SeriesSection& b) {
    return a.alarmed != b.alarmed ? a.alarmed : a.evidence > b.evidence;
  });
  return sections;
}

void Draw(const FollowedRates& rates, SeriesSection& section) {
  const FollowedSeries& series = *section.series;
  SeriesPlot& plot = section.drawn.plot;
  plot.title = Heading(series.Name());
  plot.times = rates.times;
  const auto counts = rates.history.Of(series.Name());
  plot.counts.assign(counts.begin(), counts.end());
  plot.count_ms = rates.history.PartMs();
  if (series.Held()) {
    plot.baseline = series.Held()->rate;
    plot.deff = series.Held()->deff;
  }
  for (const AlarmEvent& event : rates.alarms) {
    if (event.series != series.Name()) continue;
    section.drawn.sentences.push_back(AlarmSentence(event, rates.times));
    if (event.raised) {
      plot.incidents.push_back({event.since_ms, event.time_ms, {}});
    } else {
      if (plot.incidents.empty()) plot.incidents.push_back({event.since_ms, {}, {}});
      plot.incidents.back().cleared_ms = event.time_ms;
    }
  }
  if (series.Raised() && (plot.incidents.empty() || plot.incidents.back().cleared_ms)) {
    const std::int64_t since_ms = rates.stage.TimeOf(series.SinceTick());
    plot.incidents.push_back({since_ms, {}, {}});
    section.drawn.sentences.push_back(StandingSentence(series.Name(), since_ms, rates));
  }
  section.drawn.note = WithThousands(static_cast<std::int64_t>(series.Frames())) + " frames in all, " +
                       WithThousands(static_cast<std::int64_t>(series.Flagged())) + " of them flagged";
}

}  // namespace labelwatch
