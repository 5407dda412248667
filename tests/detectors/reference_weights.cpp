#include "tests/detectors/reference_weights.h"

#include <algorithm>
#include <initializer_list>

#include "detectors/labels/layout.h"

namespace labelwatch {
namespace {

struct FeatureWeights {
  std::size_t first;
  std::initializer_list<float> weights;
};

std::vector<float> Weights(std::size_t size, std::initializer_list<FeatureWeights> features) {
  std::vector<float> weights(size, 0.0F);
  for (const FeatureWeights& feature : features) {
    std::copy(feature.weights.begin(), feature.weights.end(),
              weights.begin() + static_cast<std::ptrdiff_t>(feature.first));
  }
  return weights;
}

std::vector<float> MissingWeights() {
  using namespace missing;
  return Weights(
      kFirst[kFeatures],
      {
          {kFirst[kBias], {-.2F}},
          {kFirst[kLinear], {.6F}},
          {kFirst[kLogit], {-.7F, -.6F, -.5F, -.3F, -.1F, .1F, .2F, .5F, .5F, .7F, .7F, .5F, .1F, -.2F, -1.1F}},
          {kFirst[kOther], {.1F, .1F, 0, 0, -.2F, -.3F, 0, 0, 0, 0}},
          {kFirst[kInside], {.1F, .4F, .3F, .2F, -.1F, -.4F, -.8F}},
          {kFirst[kAround], {.1F, .2F, .3F, .2F, .1F, -.3F, -.7F}},
          {kFirst[kBetterSame], {0, -.1F, -.1F, 0, .1F, 0, 0, 0, 0, 0}},
          {kFirst[kBetterOther], {-.5F, -.2F, -.1F, -.1F, .2F, .2F, 0, 0, .1F, .1F}},
          {kFirst[kPart], {0, .1F, -.1F, 0, -.1F, 0, -.2F}},
      });
}

std::vector<float> WrongClassWeights() {
  using namespace wrong_class;
  return Weights(kFirst[kFeatures], {
                                        {kFirst[kBias], {-.6F}},
                                        {kFirst[kLinear], {.2F}},
                                        {kFirst[kSuggested], {-.4F, -.2F, -.1F, 0, 0, .1F, 0}},
                                        {kFirst[kLabeled], {2.7F, .1F, .2F, -.2F, -.4F, -.8F, -.8F, -1.4F}},
                                        {kFirst[kOwn], {0, .5F, .2F, -.1F, -.3F, -.8F}},
                                    });
}

std::vector<float> InaccurateWeights() {
  using namespace inaccurate;
  return Weights(kFirst[kFeatures],
                 {
                     {kFirst[kBias], {-.7F}},
                     {kFirst[kFit], {1.0F, 1.1F, .9F, .8F, .6F, .5F, .1F, -.2F, -.7F, -.9F, -1.2F, -1.4F, -1.4F}},
                     {kFirst[kConfidence], {-.3F, -.3F, -.3F, -.3F, -.3F, -.2F, -.2F, 0, .1F, .2F, .4F, .3F, .3F}},
                     {kFirst[kSize], {-.4F, -.4F, -.3F, -.3F, -.1F, 0, .1F, .2F, .5F}},
                     {kFirst[kRival], {.4F, .3F, .1F, -.1F, -.1F, -.3F, -.4F, -.4F, -.2F, -.1F}},
                     {kFirst[kBestFit], {.9F, .9F, .9F, .7F, .6F, .3F, .2F, -.1F, -.3F, -.8F, -1.2F, -1.4F, -1.4F}},
                 });
}

std::vector<float> SpuriousWeights() {
  using namespace spurious;
  return Weights(kFirst[kFeatures], {
                                        {kFirst[kBias], {-.9F}},
                                        {kFirst[kOverlap], {1.3F, 1.2F, .9F, .8F, .6F, .1F, -.5F, -1.1F, -1.7F, -2.6F}},
                                        {kFirst[kSupport], {0, -.1F, -.1F, -.1F, .2F, 0, .1F, 0, -.8F}},
                                        {kFirst[kSupportSame], {1.6F, .8F, .3F, .1F, -.4F, -.3F, -.7F, -1.1F, -1.1F}},
                                        {kFirst[kSize], {-1.4F, -1.3F, -.9F, -.8F, -.4F, .1F, .6F, 1.3F, 2.0F}},
                                        {kFirst[kInLabel], {-.5F, -.9F, -.6F, -.2F, .3F, .3F, .7F}},
                                        {kFirst[kBorder], {.4F, -.2F, -.5F, -.5F}},
                                        {kFirst[kInPrediction], {0, .2F, .1F, 0, -.3F, -.5F, -.4F}},
                                        {kFirst[kElsewhere], {.8F, .2F, -.4F, -.8F, -.5F, -.1F}},
                                    });
}

}  // namespace

Calibration ReferenceCalibration(const std::string& model) {
  auto calibrated = std::make_shared<ModelCalibration>();
  calibrated->model = model;
  calibrated->kinds[0].weights = MissingWeights();
  calibrated->kinds[1].weights = WrongClassWeights();
  calibrated->kinds[2].weights = InaccurateWeights();
  calibrated->kinds[3].weights = SpuriousWeights();
  for (KindCalibration& kind : calibrated->kinds) kind.curvature.assign(kind.weights.size(), 0.0F);
  Calibration calibration;
  calibration.models.push_back(std::move(calibrated));
  return calibration;
}

}  // namespace labelwatch
