#include "metrics/pages.h"

#include <algorithm>
#include <cmath>

#include "detectors/labels/features.h"
#include "metrics/budget_text.h"
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
  json.CloseObject();
}

void WriteRatios(JsonWriter& json, const char* key, const std::array<double, kKinds>& ratios) {
  json.Key(key).OpenObject();
  for (std::size_t kind = 1; kind < kKinds; ++kind) {
    if (!std::isfinite(ratios[kind])) continue;
    json.Key(KindWord(static_cast<Kind>(kind))).Real(ratios[kind]);
  }
  json.CloseObject();
}

// All weights that classes share, by feature; of the classes those that stand out most.
void WriteWeights(JsonWriter& json, std::size_t k, const KindCalibration& kind, const std::vector<std::string>* names) {
  constexpr std::size_t kMostClasses = 100;
  const auto reference = [&](std::size_t i) {
    return static_cast<double>(i < kind.reference.size() ? kind.reference[i] : kind.weights[i]);
  };
  json.OpenObject();
  PutText(json, "kind", KindWord(kLearnedKinds[k]));
  json.Key("features").OpenList();
  for (const FeatureWords& feature : FeaturesOf(k)) {
    json.OpenObject();
    PutText(json, "feature", feature.words);
    json.Key("weights").OpenList();
    for (std::size_t bin = 0; bin < feature.Weights(); ++bin) {
      json.Real(static_cast<double>(kind.weights[feature.first + bin]));
    }
    json.CloseList();
    json.Key("slow_copy").OpenList();
    for (std::size_t bin = 0; bin < feature.Weights(); ++bin) json.Real(reference(feature.first + bin));
    json.CloseList();
    json.CloseObject();
  }
  json.CloseList();
  std::vector<std::size_t> places;
  for (std::size_t i = kSharedWeights[k]; i < kind.weights.size(); i += kWeightsPerClass[k]) places.push_back(i);
  std::stable_sort(places.begin(), places.end(),
                   [&](std::size_t a, std::size_t b) { return std::abs(kind.weights[a]) > std::abs(kind.weights[b]); });
  if (places.size() > kMostClasses) places.resize(kMostClasses);
  json.Key("classes").OpenList();
  for (const std::size_t i : places) {
    const std::size_t id = (i - kSharedWeights[k]) / kWeightsPerClass[k];
    json.OpenObject();
    PutText(json, "class", names != nullptr && id < names->size() ? (*names)[id] : std::to_string(id));
    json.Key("weight").Real(static_cast<double>(kind.weights[i]));
    json.Key("slow_copy").Real(reference(i));
    json.CloseObject();
  }
  json.CloseList();
  json.CloseObject();
}

void WriteBudget(JsonWriter& json, const FrameBudget& budget) {
  json.Key("flag_budget").OpenObject();
  json.Key("per_1000").Real(budget.per_1000);
  json.Key("threshold").Real(FlagThreshold(budget));
  json.Key("frames").Real(budget.frames);
  PutText(json, "words", BudgetText(budget));
  json.CloseObject();
}

void WriteCalibration(JsonWriter& json, const CalibrationStatus& calibration) {
  json.Key("calibration").OpenObject();
  json.Key("version").Whole(calibration.version);
  if (calibration.budget != nullptr) WriteBudget(json, *calibration.budget);
  WriteRatios(json, "assumed_error_ratio", calibration.assumed);
  json.Key("models").OpenList();
  for (const CalibrationStatus::OneModel& model : calibration.models) {
    json.OpenObject();
    PutText(json, "model", model.model);
    json.Key("frames").Whole(model.frames);
    WriteRatios(json, "estimated_error_ratio", model.estimated);
    WriteRatios(json, "made_errors", model.made);
    WriteRatios(json, "real_objects", model.real);
    WriteRatios(json, "reference_gain_log_odds", model.reference_gain);
    if (model.learned != nullptr) {
      json.Key("scores").OpenList();
      for (std::size_t k = 0; k < kLearnedKinds.size(); ++k) {
        if (model.learned->kinds[k].weights.size() < kSharedWeights[k]) continue;
        WriteWeights(json, k, model.learned->kinds[k], calibration.class_names.get());
      }
      json.CloseList();
    }
    json.CloseObject();
  }
  json.CloseList();
  json.CloseObject();
}

Answer Verdict(const std::vector<std::string>& reasons) {
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
  json.Key("tasks").OpenList();
  for (const TaskStatus& task : metrics.Tasks()) WriteTask(json, task);
  json.CloseList();
  json.Key("rates").OpenObject();
  WriteRates(metrics.RatesNow().get(), json);
  json.CloseObject();
  if (const auto calibration = metrics.CalibrationNow()) WriteCalibration(json, *calibration);
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
       [&health](const Request&) { return Verdict(health.ReasonsNotReady()); }},
      {"/healthz", "whether it makes progress",
       [&health, now_ms](const Request&) { return Verdict(health.Stalled(now_ms())); }},
  };
}

}  // namespace labelwatch
