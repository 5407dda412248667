#include "metrics/calibration_json.h"

#include <algorithm>
#include <cmath>

#include "detectors/labels/features.h"
#include "metrics/budget_text.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// Words of strangers may be any bytes.
void PutText(JsonWriter& json, const char* key, std::string_view text) { json.Key(key).Text(CleanText(text)); }

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

}  // namespace

void WriteCalibration(const CalibrationStatus& calibration, JsonWriter& json) {
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
}

}  // namespace labelwatch
