#include "metrics/rates_json.h"

#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

void Write(const RatesStatus::OneSeries& series, JsonWriter& json) {
  json.OpenObject();
  json.Key("dimension").Text(kDimensions[Place(series.name.dimension)].word);
  json.Key("value").Text(CleanText(series.name.value));
  json.Key("kind").Text(SeriesKindWord(series.name.kind));
  json.Key("models").Text(CleanText(series.name.models));
  if (!series.name.regime.empty()) json.Key("regime").Text(CleanText(series.name.regime));
  json.Key("state").Text(series.raised ? "alarm" : series.learning ? "learning" : "quiet");
  if (series.learnt_over_change) json.Key("changed_while_learning").Truth(true);
  if (series.raised) json.Key("since_unix_ms").Signed(series.since_ms);
  if (series.silenced_until_ms > 0) json.Key("silenced_until_unix_ms").Signed(series.silenced_until_ms);
  json.Key("rate").Real(series.rate);
  json.Key("rate_low").Real(series.low);
  json.Key("rate_high").Real(series.high);
  if (series.baseline) {
    json.Key("promised").Real(*series.baseline);
    json.Key("evidence_log10").Real(series.evidence_log10);
  }
  json.Key("baseline_version").Whole(series.baseline_version);
  json.CloseObject();
}

void Write(const TakenAct& taken, JsonWriter& json) {
  json.OpenObject();
  json.Key("act").Text(ActWord(taken.act.act));
  json.Key("written_unix_ms").Signed(taken.said_ms);
  json.Key("words").Text(CleanText(InWords(taken.act)));
  json.Key("series").Whole(taken.series);
  json.CloseObject();
}

}  // namespace

void WriteRates(const RatesStatus* rates, JsonWriter& json) {
  json.Key("owner").Truth(rates != nullptr);
  if (rates == nullptr) return;
  json.Key("label_clock_unix_ms").Signed(rates->now_ms);
  json.Key("followed").Whole(rates->followed);
  json.Key("false_alarms").Real(rates->budget.false_alarms);
  json.Key("period_seconds").Real(static_cast<double>(rates->budget.period_ms) / 1000);
  if (rates->frames_per_false_alarm) json.Key("frames_per_false_alarm").Real(*rates->frames_per_false_alarm);
  json.Key("acts").OpenList();
  for (const TakenAct& taken : rates->acts) Write(taken, json);
  json.CloseList();
}

std::string RatesJson(const RatesStatus* rates) {
  JsonWriter json;
  json.OpenObject();
  WriteRates(rates, json);
  if (rates != nullptr) {
    json.Key("series").OpenList();
    for (const RatesStatus::OneSeries& series : rates->series) Write(series, json);
    json.CloseList();
  }
  json.CloseObject();
  return std::string(json.Written());
}

}  // namespace labelwatch
