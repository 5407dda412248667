#include "consumers/alarm_text.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <vector>

#include "consumers/learning_text.h"
#include "detectors/rates/ranking.h"
#include "detectors/rates/rate_percent.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

void WriteTime(std::int64_t time_ms, const LabelTimes& times, JsonWriter& json) {
  if (times.order) {
    json.Signed(times.Frame(time_ms));
  } else {
    json.Text(times.Iso(time_ms));
  }
}

struct Worst {
  const FollowedSeries* series;
  RankedSeries known;
  double usual;  // rate of the dimension and kind
};

// Those of one dimension and kind that are above the others beyond doubt.
void AddWorst(const std::vector<const FollowedSeries*>& group, std::vector<Worst>& worst) {
  constexpr double kBeyondDoubt = .975;
  std::vector<SeriesCount> counts;
  for (const FollowedSeries* series : group) {
    const double deff = series->Held() ? series->Held()->deff : 1;
    counts.push_back({static_cast<double>(series->Frames()) / deff, static_cast<double>(series->Flagged()) / deff});
  }
  const RatePrior prior = FitPrior(counts);
  for (const RankedSeries& ranked : Rank(counts, prior)) {
    if (ranked.above_all >= kBeyondDoubt) worst.push_back({group[ranked.place], ranked, prior.mean});
  }
}

}  // namespace

std::string SliceText(const SeriesName& series) {
  const std::string regime = series.regime.empty() ? "" : " (" + CleanText(series.regime) + ")";
  if (series.dimension == Dimension::kOverall) return "everything" + regime;
  return std::string(kDimensions[Place(series.dimension)].word) + " " + CleanText(series.value) + regime;
}

std::string CauseText(const RiseCauseFound& why) {
  std::string text(CauseWord(why.cause));
  std::ranges::replace(text, '_', ' ');
  return why.reason.empty() ? text : text + " (" + CleanText(why.reason) + ")";
}

std::string AlarmSentence(const AlarmEvent& event, const LabelTimes& times) {
  const std::string kind(SeriesKindWord(event.series.kind));
  std::string text = SliceText(event.series) + ": " + kind;
  if (event.by_renewal) {
    text += " learns anew what is usual, by somebody's act, which ends its alarm; it had risen at about " +
            times.Text(event.since_ms);
  } else if (event.raised) {
    text += std::string(event.again ? " rose again, soon after it was cleared, to " : " rose to ") +
            RatePercent(event.rate) + " % of frames (95 %: " + RatePercent(event.bounds.low) + " to " +
            RatePercent(event.bounds.high) + " %) from " + RatePercent(event.baseline) + " %, since about " +
            times.Text(event.since_ms) + "; " + std::to_string(event.flagged) + " of " + std::to_string(event.frames) +
            " frames flagged since then";
    if (event.learnt_over) {
      text += "; its baseline was learnt while the rate went from " + RatePercent(event.learnt_over->rate_before) +
              " to " + RatePercent(event.learnt_over->rate_after) + " %";
    }
  } else {
    text += " has come down again, seen at " + times.Text(event.time_ms) + "; it had risen at about " +
            times.Text(event.since_ms) + ", and " + RatePercent(event.rate) +
            " % of frames were flagged since the alarm";
  }
  if (!event.series.models.empty()) text += ", judged by " + CleanText(event.series.models);
  if (event.raised) text += ". Cause: " + CauseText(event.why);
  if (event.silenced_until_ms > 0) text += "; silenced until " + LabelTimes().Text(event.silenced_until_ms);
  return text;
}

std::string AlarmJson(const AlarmEvent& event, const LabelTimes& times) {
  JsonWriter json;
  json.OpenObject();
  json.Key("time");
  WriteTime(event.time_ms, times, json);
  json.Key("series").OpenObject();
  json.Key("dimension").Text(kDimensions[Place(event.series.dimension)].word);
  json.Key("value").Text(CleanText(event.series.value));
  json.Key("kind").Text(SeriesKindWord(event.series.kind));
  json.Key("models").Text(CleanText(event.series.models));
  if (!event.series.regime.empty()) json.Key("regime").Text(CleanText(event.series.regime));
  json.CloseObject();
  json.Key("state").Text(event.raised ? "raised" : "cleared");
  if (event.again) json.Key("again").Truth(true);
  if (event.by_renewal) json.Key("cleared_by").Text("renewal");
  if (event.silenced_until_ms > 0) json.Key("silenced_until").Text(LabelTimes().Iso(event.silenced_until_ms));
  json.Key("direction").Text(event.raised ? "up" : "down");
  json.Key("rate").Real(event.rate);
  json.Key("rate_low").Real(event.bounds.low);
  json.Key("rate_high").Real(event.bounds.high);
  json.Key("baseline").Real(event.baseline);
  json.Key("promised").Real(event.promised);
  json.Key("since");
  WriteTime(event.since_ms, times, json);
  json.Key("frames").Whole(event.frames);
  json.Key("flagged").Whole(event.flagged);
  json.Key("evidence").Real(event.evidence);
  json.Key("baseline_version").Whole(event.baseline_version);
  if (event.learnt_over) {
    json.Key("learnt_over").OpenObject();
    json.Key("rate_before").Real(event.learnt_over->rate_before);
    json.Key("rate_after").Real(event.learnt_over->rate_after);
    json.CloseObject();
  }
  if (event.raised) {
    json.Key("cause").Text(CauseWord(event.why.cause));
    json.Key("reason").Text(CleanText(event.why.reason));
  }
  json.CloseObject();
  return std::string(json.Written());
}

std::string AlarmsText(std::span<const AlarmEvent> events, const RatesStage& stage, const LabelTimes& times) {
  const auto learning = std::ranges::count_if(stage.Series(), [](const auto& series) { return series.Learning(); });
  std::string text = "alarms: ";
  if (events.empty()) text += "none";
  text += events.empty() ? "" : "\n";
  for (const AlarmEvent& event : events) text += "  " + AlarmSentence(event, times) + "\n";
  text += (events.empty() ? " (" : "  (") + std::to_string(stage.Series().size()) + " series followed, " +
          std::to_string(learning) + " of them still learning what is usual)\n";
  return text + LearningText(stage);
}

std::string WorstSeriesText(const RatesStage& stage) {
  std::map<std::tuple<Dimension, SeriesKind, std::string, std::string>, std::vector<const FollowedSeries*>> groups;
  for (const FollowedSeries& series : stage.Series()) {
    const SeriesName& name = series.Name();
    if (name.dimension == Dimension::kOverall || name.dimension == Dimension::kModel) continue;
    groups[{name.dimension, name.kind, name.models, name.regime}].push_back(&series);
  }
  std::vector<Worst> worst;
  for (const auto& [_, group] : groups) AddWorst(group, worst);
  std::ranges::stable_sort(
      worst, [](const Worst& a, const Worst& b) { return a.known.mean / a.usual > b.known.mean / b.usual; });
  if (worst.empty()) return {};
  constexpr std::size_t kMost = 10;
  std::string text = "above the others (share of frames, 90 % sure to lie within):\n";
  for (const Worst& one : std::span(worst).first(std::min(worst.size(), kMost))) {
    char line[256];
    std::snprintf(line, sizeof line, "  %-32s %-20s %5s %% (%s to %s), others %s %%, %llu frames\n",
                  std::string(CutAtCharacter(SliceText(one.series->Name()), 32)).c_str(),
                  std::string(SeriesKindWord(one.series->Name().kind)).c_str(), RatePercent(one.known.mean).c_str(),
                  RatePercent(one.known.bounds.low).c_str(), RatePercent(one.known.bounds.high).c_str(),
                  RatePercent(one.usual).c_str(), static_cast<unsigned long long>(one.series->Frames()));
    text += line;
  }
  return text;
}

}  // namespace labelwatch
