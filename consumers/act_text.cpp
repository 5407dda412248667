#include "consumers/act_text.h"

#include "consumers/label_times.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {

std::string ActJson(const TakenAct& taken) {
  const RatesAct& act = taken.act;
  const SeriesSelection& which = act.which;
  JsonWriter json;
  json.OpenObject();
  json.Key("time").Text(LabelTimes().Iso(taken.said_ms));
  json.Key("act").Text(ActWord(act.act));
  json.Key("who").Text(CleanText(act.who));
  json.Key("why").Text(CleanText(act.why));
  if (act.act == ActKind::kBudget) {
    json.Key("false_alarms").Real(act.false_alarms);
    json.Key("period_seconds").Real(static_cast<double>(act.period_ms) / 1000);
  } else {
    json.Key("which").OpenObject();
    if (which.dimension) json.Key("dimension").Text(kDimensions[Place(*which.dimension)].word);
    if (!which.value.empty()) json.Key("value").Text(CleanText(which.value));
    if (which.kind) json.Key("kind").Text(SeriesKindWord(*which.kind));
    if (!which.regime.empty()) json.Key("regime").Text(CleanText(which.regime));
    if (!which.model.empty()) json.Key("model").Text(CleanText(which.model));
    json.CloseObject();
  }
  if (act.act == ActKind::kSilence) json.Key("until").Text(LabelTimes().Iso(act.until_ms));
  json.Key("series").Whole(taken.series);
  json.CloseObject();
  return std::string(json.Written());
}

}  // namespace labelwatch
