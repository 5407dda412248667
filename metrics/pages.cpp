#include "metrics/pages.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cmath>

#include "detectors/labels/features.h"
#include "metrics/budget_text.h"
#include "metrics/label_text.h"

namespace labelwatch {
namespace {

// A thin front of RapidJSON's writer that accepts what may come: any bytes, any number.
class Json {
 public:
  void Open(const char* key = nullptr) { Key(key), writer_.StartObject(); }
  void Close() { writer_.EndObject(); }
  void OpenArray(const char* key) { Key(key), writer_.StartArray(); }
  void CloseArray() { writer_.EndArray(); }
  void Text(const char* key, std::string_view text) {
    const std::string valid = ValidUtf8(text);
    Key(key), writer_.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
  }
  void Whole(const char* key, std::uint64_t value) { Key(key), writer_.Uint64(value); }
  void Signed(const char* key, std::int64_t value) { Key(key), writer_.Int64(value); }
  void Real(const char* key, double value) {
    Key(key);
    std::isfinite(value) ? writer_.Double(value) : writer_.Null();
  }
  void Truth(const char* key, bool value) { Key(key), writer_.Bool(value); }
  void Texts(const char* key, const std::vector<std::string>& texts) {
    OpenArray(key);
    for (const std::string& text : texts) Text(nullptr, text);
    CloseArray();
  }
  std::string Done() const { return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n"; }

 private:
  void Key(const char* key) {
    if (key != nullptr) writer_.Key(key);
  }
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

void WriteRecords(Json& json, const StreamCounts& totals) {
  json.Open("records");
  for (std::size_t side = 0; side < kSides; ++side) {
    json.Open(std::string(SideWord(static_cast<Side>(side))).c_str());
    json.Whole("read", totals.records[side]);
    for (std::size_t outcome = 0; outcome < kOutcomeCount; ++outcome) {
      json.Whole(std::string(kOutcomeWords[outcome]).c_str(), totals.outcomes[side][outcome]);
    }
    json.Close();
  }
  json.Close();
}

void WriteTask(Json& json, const TaskStatus& task) {
  json.Open();
  json.Signed("partition", task.partition);
  json.Whole("open_frames", task.open_frames);
  json.Whole("limit_frames", task.limit_frames);
  json.Whole("buffer_bytes", task.buffer_bytes);
  json.Whole("limit_bytes", task.limit_bytes);
  json.Whole("sequences", task.sequences);
  json.Whole("limit_sequences", task.limit_sequences);
  for (std::size_t i = 0; i < kSides; ++i) {
    const TaskStatus::OneSide& side = task.sides[i];
    json.Open(std::string(SideWord(static_cast<Side>(i))).c_str());
    if (!side.topic.empty()) json.Text("topic", side.topic);
    if (side.position >= 0) json.Signed("position", side.position);
    if (side.lag >= 0) json.Signed("lag", side.lag);
    json.Whole("open_records", side.open_records);
    json.Close();
  }
  json.Close();
}

void WriteRatios(Json& json, const char* key, const std::array<double, kKinds>& ratios) {
  json.Open(key);
  for (std::size_t kind = 1; kind < kKinds; ++kind) {
    if (!std::isfinite(ratios[kind])) continue;
    json.Real(std::string(KindWord(static_cast<Kind>(kind))).c_str(), ratios[kind]);
  }
  json.Close();
}

// All weights that classes share, by feature; of the classes those that stand out most.
void WriteWeights(Json& json, std::size_t k, const KindCalibration& kind, const std::vector<std::string>* names) {
  constexpr std::size_t kMostClasses = 100;
  const auto reference = [&](std::size_t i) {
    return static_cast<double>(i < kind.reference.size() ? kind.reference[i] : kind.weights[i]);
  };
  json.Open();
  json.Text("kind", KindWord(kLearnedKinds[k]));
  json.OpenArray("features");
  for (const FeatureWords& feature : FeaturesOf(k)) {
    json.Open();
    json.Text("feature", feature.words);
    json.OpenArray("weights");
    for (std::size_t bin = 0; bin < feature.Weights(); ++bin) {
      json.Real(nullptr, static_cast<double>(kind.weights[feature.first + bin]));
    }
    json.CloseArray();
    json.OpenArray("slow_copy");
    for (std::size_t bin = 0; bin < feature.Weights(); ++bin) json.Real(nullptr, reference(feature.first + bin));
    json.CloseArray();
    json.Close();
  }
  json.CloseArray();
  std::vector<std::size_t> places;
  for (std::size_t i = kSharedWeights[k]; i < kind.weights.size(); i += kWeightsPerClass[k]) places.push_back(i);
  std::stable_sort(places.begin(), places.end(),
                   [&](std::size_t a, std::size_t b) { return std::abs(kind.weights[a]) > std::abs(kind.weights[b]); });
  if (places.size() > kMostClasses) places.resize(kMostClasses);
  json.OpenArray("classes");
  for (const std::size_t i : places) {
    const std::size_t id = (i - kSharedWeights[k]) / kWeightsPerClass[k];
    json.Open();
    json.Text("class", names != nullptr && id < names->size() ? (*names)[id] : std::to_string(id));
    json.Real("weight", static_cast<double>(kind.weights[i]));
    json.Real("slow_copy", reference(i));
    json.Close();
  }
  json.CloseArray();
  json.Close();
}

void WriteBudget(Json& json, const FrameBudget& budget) {
  json.Open("flag_budget");
  json.Real("per_1000", budget.per_1000);
  json.Real("threshold", FlagThreshold(budget));
  json.Real("frames", budget.frames);
  json.Text("words", BudgetText(budget));
  json.Close();
}

void WriteCalibration(Json& json, const CalibrationStatus& calibration) {
  json.Open("calibration");
  json.Whole("version", calibration.version);
  if (calibration.budget != nullptr) WriteBudget(json, *calibration.budget);
  WriteRatios(json, "assumed_error_ratio", calibration.assumed);
  json.OpenArray("models");
  for (const CalibrationStatus::OneModel& model : calibration.models) {
    json.Open();
    json.Text("model", model.model);
    json.Whole("frames", model.frames);
    WriteRatios(json, "estimated_error_ratio", model.estimated);
    WriteRatios(json, "made_errors", model.made);
    WriteRatios(json, "real_objects", model.real);
    WriteRatios(json, "reference_gain_log_odds", model.reference_gain);
    if (model.learned != nullptr) {
      json.OpenArray("scores");
      for (std::size_t k = 0; k < kLearnedKinds.size(); ++k) {
        if (model.learned->kinds[k].weights.size() < kSharedWeights[k]) continue;
        WriteWeights(json, k, model.learned->kinds[k], calibration.class_names.get());
      }
      json.CloseArray();
    }
    json.Close();
  }
  json.CloseArray();
  json.Close();
}

Answer Verdict(const std::vector<std::string>& reasons) {
  Answer answer{.status = reasons.empty() ? 200 : 503, .body = reasons.empty() ? "ok\n" : ""};
  for (const std::string& reason : reasons) answer.body.append(ValidUtf8(reason)).append("\n");
  return answer;
}

}  // namespace

std::string StatusJson(const Metrics& metrics, const Health& health, std::int64_t now_ms, std::int64_t started_ms) {
  const StreamCounts totals = metrics.Totals();
  const std::vector<std::string> not_ready = health.ReasonsNotReady(), stalled = health.Stalled(now_ms);
  Json json;
  json.Open();
  json.Text("version", LABELWATCH_VERSION);
  json.Real("uptime_seconds", static_cast<double>(now_ms - started_ms) / 1000);
  json.Truth("ready", not_ready.empty());
  json.Texts("not_ready", not_ready);
  json.Truth("live", stalled.empty());
  json.Texts("stalled", stalled);
  json.Whole("frames_judged", totals.frames);
  json.Whole("frames_flagged", totals.flagged_frames);
  WriteRecords(json, totals);
  json.OpenArray("tasks");
  for (const TaskStatus& task : metrics.Tasks()) WriteTask(json, task);
  json.CloseArray();
  if (const auto calibration = metrics.CalibrationNow()) WriteCalibration(json, *calibration);
  json.Close();
  return json.Done();
}

std::vector<Page> StandardPages(const Metrics& metrics, const Health& health, std::function<std::int64_t()> now_ms) {
  const std::int64_t started_ms = now_ms();
  return {
      {"/metrics", "every metric, for Prometheus",
       [&metrics] { return Answer{.type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics.Text()}; }},
      {"/statusz", "where the process stands, as JSON",
       [&metrics, &health, now_ms, started_ms] {
         return Answer{.type = "application/json", .body = StatusJson(metrics, health, now_ms(), started_ms)};
       }},
      {"/readyz", "whether it should get work", [&health] { return Verdict(health.ReasonsNotReady()); }},
      {"/healthz", "whether it makes progress", [&health, now_ms] { return Verdict(health.Stalled(now_ms())); }},
  };
}

}  // namespace labelwatch
