#include "metrics/pages.h"

#include "metrics/calibration_json.h"
#include "metrics/rates_json.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// Words of strangers may be any bytes.
void PutText(JsonWriter& json, const char* key, std::string_view text) { json.Key(key).Text(CleanText(text)); }

void PutTexts(JsonWriter& json, const char* key, const std::vector<std::string>& texts) {
  json.Key(key).OpenList();
  for (const std::string& text : texts) json.Text(CleanText(text));
  json.CloseList();
}

void WriteRecords(JsonWriter& json, const StreamCounts& totals) {
  json.Key("records").OpenObject();
  for (std::size_t side = 0; side < kSides; ++side) {
    json.Key(SideWord(static_cast<Side>(side))).OpenObject();
    json.Key("read").Whole(totals.records[side]);
    for (std::size_t outcome = 0; outcome < kOutcomeCount; ++outcome) {
      json.Key(kOutcomeWords[outcome]).Whole(totals.outcomes[side][outcome]);
    }
    json.CloseObject();
  }
  json.CloseObject();
}

// How the labels met the predictions of each model: what is unlike anything usual here is no error of labels.
void WriteMeetings(JsonWriter& json, const StreamCounts& totals, const Names& names) {
  json.Key("models").OpenList();
  const auto& models = totals.Of(Dimension::kModel);
  for (NameId id = 0; id < models.size(); ++id) {
    if (models[id].label_matches == MatchCounts{}) continue;
    json.OpenObject();
    PutText(json, "model", names.Of(Dimension::kModel).Name(id));
    for (const auto& [key, counts] :
         {std::pair{"labels", &models[id].label_matches}, {"predictions", &models[id].prediction_matches}}) {
      json.Key(key).OpenObject();
      for (std::size_t outcome = 0; outcome < counts->size(); ++outcome) {
        json.Key(kMatchOutcomeWords[outcome]).Whole((*counts)[outcome]);
      }
      json.CloseObject();
    }
    json.CloseObject();
  }
  json.CloseList();
}

void WriteTask(JsonWriter& json, const TaskStatus& task) {
  json.OpenObject();
  json.Key("partition").Signed(task.partition);
  json.Key("open_frames").Whole(task.open_frames);
  json.Key("limit_frames").Whole(task.limit_frames);
  json.Key("buffer_bytes").Whole(task.buffer_bytes);
  json.Key("limit_bytes").Whole(task.limit_bytes);
  json.Key("sequences").Whole(task.sequences);
  json.Key("limit_sequences").Whole(task.limit_sequences);
  for (std::size_t i = 0; i < kSides; ++i) {
    const TaskStatus::OneSide& side = task.sides[i];
    json.Key(SideWord(static_cast<Side>(i))).OpenObject();
    if (!side.topic.empty()) PutText(json, "topic", side.topic);
    if (side.position >= 0) json.Key("position").Signed(side.position);
    if (side.lag >= 0) json.Key("lag").Signed(side.lag);
    json.Key("open_records").Whole(side.open_records);
    json.CloseObject();
  }
  PutTexts(json, "input_warnings", task.input_warnings);
  json.CloseObject();
}

Answer HealthAnswer(const std::vector<std::string>& reasons) {
  Answer answer{.status = reasons.empty() ? 200 : 503, .body = reasons.empty() ? "ok\n" : ""};
  for (const std::string& reason : reasons) answer.body.append(CleanText(reason)).append("\n");
  return answer;
}

}  // namespace

std::string StatusJson(const Metrics& metrics, const Health& health, std::int64_t now_ms, std::int64_t started_ms) {
  const StreamCounts totals = metrics.Totals();
  const std::vector<std::string> not_ready = health.ReasonsNotReady(), stalled = health.Stalled(now_ms);
  JsonWriter json;
  json.OpenObject();
  PutText(json, "version", LABELWATCH_VERSION);
  json.Key("uptime_seconds").Real(static_cast<double>(now_ms - started_ms) / 1000);
  json.Key("ready").Truth(not_ready.empty());
  PutTexts(json, "not_ready", not_ready);
  json.Key("live").Truth(stalled.empty());
  PutTexts(json, "stalled", stalled);
  json.Key("frames_judged").Whole(totals.frames);
  json.Key("frames_flagged").Whole(totals.flagged_frames);
  WriteRecords(json, totals);
  WriteMeetings(json, totals, metrics.AllNames());
  json.Key("tasks").OpenList();
  for (const TaskStatus& task : metrics.Tasks()) WriteTask(json, task);
  json.CloseList();
  json.Key("rates").OpenObject();
  WriteRates(metrics.RatesNow().get(), json);
  json.CloseObject();
  if (const auto calibration = metrics.CalibrationNow()) {
    json.Key("calibration").OpenObject();
    WriteCalibration(*calibration, json);
    json.CloseObject();
  }
  json.CloseObject();
  return std::string(json.Written()) + "\n";
}

std::vector<Page> StandardPages(const Metrics& metrics, const Health& health, std::function<std::int64_t()> now_ms) {
  const std::int64_t started_ms = now_ms();
  return {
      {"/metrics", "every metric, for Prometheus",
       [&metrics](const Request& request) {
         const TextFormat format = FormatFor(request.accept);
         return Answer{.type = std::string(ContentType(format)), .body = metrics.Text(format)};
       }},
      {"/statusz", "where the process stands, as JSON",
       [&metrics, &health, now_ms, started_ms](const Request&) {
         return Answer{.type = "application/json", .body = StatusJson(metrics, health, now_ms(), started_ms)};
       }},
      {"/readyz", "whether it should get work",
       [&health](const Request&) { return HealthAnswer(health.ReasonsNotReady()); }},
      {"/healthz", "whether it makes progress",
       [&health, now_ms](const Request&) { return HealthAnswer(health.Stalled(now_ms())); }},
  };
}

}  // namespace labelwatch
