#include "tests/refit/fit.h"

#include <algorithm>
#include <set>

#include "detectors/inspector.h"
#include "detectors/labels/features.h"
#include "detectors/labels/layout.h"
#include "detectors/labels/start_weights.h"
#include "detectors/learning/label_pool.h"

namespace labelwatch {
namespace {

constexpr float kStep = 0.3F, kLongestStep = 0.2F;
constexpr float kEvenOdds = 0.25F;  // curvature of one object at even odds

using Positions = std::array<std::vector<bool>, 4>;

StartWeights Zero() {
  StartWeights weights;
  for (std::size_t k = 0; k < 4; ++k) weights[k].assign(kSharedWeights[k], 0.0F);
  return weights;
}

// What holds without any fit: a detector's own confidence, and what was set by hand of the frame before.
StartWeights Beginning() {
  StartWeights weights = Zero();
  weights[0][missing::kFirst[missing::kLinear]] = weights[1][wrong_class::kFirst[wrong_class::kLinear]] = 1;
  const std::vector<float>& shipped = StartCalibration().kinds[0].weights;
  const auto lost = missing::kFirst[missing::kLost], end = missing::kFirst[missing::kFeatures];
  std::copy(shipped.begin() + static_cast<std::ptrdiff_t>(lost), shipped.begin() + static_cast<std::ptrdiff_t>(end),
            weights[0].begin() + static_cast<std::ptrdiff_t>(lost));
  return weights;
}

void Mark(std::span<const std::size_t> first, std::size_t feature, std::vector<bool>& positions) {
  for (std::size_t i = first[feature]; i < first[feature + 1]; ++i) positions[i] = true;
}

Positions None() {
  Positions positions;
  for (std::size_t k = 0; k < 4; ++k) positions[k].assign(kSharedWeights[k], false);
  return positions;
}

// What a model itself says of an object.
Positions OfOneModel() {
  Positions positions = None();
  for (std::size_t f = missing::kBias; f < missing::kSize; ++f) Mark(missing::kFirst, f, positions[0]);
  for (std::size_t f = wrong_class::kBias; f <= wrong_class::kOwn; ++f) Mark(wrong_class::kFirst, f, positions[1]);
  for (const std::size_t f :
       {inaccurate::kBias, inaccurate::kFit, inaccurate::kConfidence, inaccurate::kRival, inaccurate::kBestFit}) {
    Mark(inaccurate::kFirst, f, positions[2]);
  }
  for (std::size_t f = spurious::kBias; f <= spurious::kElsewhere; ++f) Mark(spurious::kFirst, f, positions[3]);
  return positions;
}

// What the other models of the frame say of it.
Positions OfOthers() {
  Positions positions = None();
  for (const std::size_t f : {missing::kModelsSame, missing::kModelsOther}) Mark(missing::kFirst, f, positions[0]);
  for (const std::size_t f : {wrong_class::kModelsSuggested, wrong_class::kModelsLabeled})
    Mark(wrong_class::kFirst, f, positions[1]);
  for (const std::size_t f : {inaccurate::kModelsFit, inaccurate::kModelsAgreement})
    Mark(inaccurate::kFirst, f, positions[2]);
  for (const std::size_t f : {spurious::kModelsOverlap, spurious::kModelsSupport})
    Mark(spurious::kFirst, f, positions[3]);
  return positions;
}

Calibration CalibrationOf(const StartWeights& weights, const std::set<std::string_view>& models) {
  Calibration calibration;
  for (const std::string_view name : models) {
    ModelCalibration model;
    model.model = name;
    for (std::size_t k = 0; k < 4; ++k) {
      model.kinds[k].weights = weights[k];
      model.kinds[k].curvature.assign(weights[k].size(), 0.0F);
    }
    calibration.models.push_back(std::make_shared<const ModelCalibration>(std::move(model)));
  }
  return calibration;
}

// The same labels seen by some of the models, again and again.
class Rounds {
 public:
  Rounds(const CocoSet& set, const NameTable& classes, std::set<std::string_view> models)
      : classes_(classes), models_(std::move(models)) {
    for (const CocoFrame& frame : set.frames) {
      CocoFrame& seen = frames_.emplace_back(frame);
      std::erase_if(seen.predictions, [&](const PredictedFrame& p) { return !models_.contains(p.model); });
    }
  }

  // The sums of one round; its labels are planted in the next one.
  LearningTally Judge(const StartWeights& weights, std::uint64_t seed) {
    InspectOptions options;
    options.seed = seed;
    options.learn_all_frames = static_cast<std::uint64_t>(-1);
    Calibration calibration = CalibrationOf(weights, models_);
    calibration.pool = pool_;
    Inspector inspector(options, classes_);
    LearningTally sums;
    auto pool = pool_ == nullptr ? std::make_shared<LabelPool>() : std::make_shared<LabelPool>(*pool_);
    for (const CocoFrame& frame : frames_) {
      inspector.Inspect(frame.Joined(), calibration, sums);
      OfferLabels(sums, seed, *pool);
      sums.labels.clear();
      sums.label_classes.clear();
    }
    pool_ = std::move(pool);
    return sums;
  }

 private:
  const NameTable& classes_;
  std::set<std::string_view> models_;
  std::deque<CocoFrame> frames_;
  std::shared_ptr<const LabelPool> pool_;
};

// Pulls of a weight: gradient and curvature, beside those of the objects.
struct Pull {
  float gradient = 0, curvature = 0;

  void Towards(float target, float weight, float objects) {
    gradient += objects * kEvenOdds * (target - weight);
    curvature += objects * kEvenOdds;
  }
};

std::vector<Pull> PullsOf(std::size_t k, const std::vector<float>& weights, const FitOptions& options) {
  std::vector<Pull> pulls(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) pulls[i].Towards(0, weights[i], options.to_zero);
  for (const FeatureWords& feature : FeaturesOf(k)) {
    // The last bin of what others say, that they say nothing, has no neighbour.
    const std::size_t last = feature.first + feature.edges.size();
    for (std::size_t i = feature.first; i < last; ++i) {
      pulls[i].Towards(weights[i + 1], weights[i], options.to_neighbour);
      pulls[i + 1].Towards(weights[i], weights[i + 1], options.to_neighbour);
    }
  }
  return pulls;
}

void Step(std::size_t k, const std::vector<LearningTally>& rounds, const std::vector<bool>& moved,
          const FitOptions& options, std::vector<float>& weights) {
  const std::vector<Pull> pulls = PullsOf(k, weights, options);
  std::vector<float> next = weights;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!moved[i]) continue;
    float gradient = pulls[i].gradient, curvature = pulls[i].curvature;
    for (const LearningTally& sums : rounds) {
      for (const ModelTally& model : sums.models) {
        const KindSums& kind = model.kinds[k];
        if (i >= kind.gradient.size()) continue;
        gradient += kind.gradient[i];
        curvature += kind.curvature[i];
      }
    }
    next[i] += std::clamp(kStep * gradient / curvature, -kLongestStep, kLongestStep);
  }
  weights = std::move(next);
}

StartWeights Fit(StartWeights weights, std::vector<Rounds>& views, const Positions& moved, const FitOptions& options) {
  StartWeights mean = weights;
  const int averaged = (options.rounds + 1) / 2;
  for (int round = 1; round <= options.rounds; ++round) {
    std::vector<LearningTally> sums;
    for (Rounds& view : views) sums.push_back(view.Judge(weights, static_cast<std::uint64_t>(round)));
    const int count = round - (options.rounds - averaged);
    for (std::size_t k = 0; k < 4; ++k) {
      Step(k, sums, moved[k], options, weights[k]);
      for (std::size_t i = 0; count > 0 && i < weights[k].size(); ++i) {
        mean[k][i] += ((weights[k][i] - mean[k][i]) / static_cast<float>(count));
      }
    }
  }
  return mean;
}

}  // namespace

StartWeights FitStartWeights(const CocoSet& set, const NameTable& classes, const FitOptions& options) {
  std::set<std::string_view> models;
  for (const CocoFrame& frame : set.frames) {
    for (const PredictedFrame& predicted : frame.predictions) models.insert(predicted.model);
  }
  std::vector<Rounds> alone, together;
  for (const std::string_view model : models) alone.emplace_back(set, classes, std::set<std::string_view>{model});
  together.emplace_back(set, classes, models);
  const StartWeights of_one = Fit(Beginning(), alone, OfOneModel(), options);
  return models.size() < 2 ? of_one : Fit(of_one, together, OfOthers(), options);
}

}  // namespace labelwatch
