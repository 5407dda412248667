#include "detectors/labels/start_weights.h"

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

// Fitted by tests/refit on the sample in deploy/sample (57 COCO images, two detectors), rounded; a test fits them
// again. Features that are not named start at 0.
std::vector<float> MissingWeights() {
  using namespace missing;
  return Weights(
      kFirst[kFeatures],
      {
          {kFirst[kBias], {-.34F}},
          {kFirst[kLinear], {1.07F}},
          {kFirst[kLogit],
           {-.08F, -.09F, -.05F, .01F, .03F, .03F, 0, .02F, .01F, -.03F, -.06F, -.08F, -.07F, -.08F, -.08F}},
          {kFirst[kSame], {.53F, .42F, .27F, .05F, -.21F, -.39F, -.37F, -.36F, -.35F, -.34F}},
          {kFirst[kOther], {.09F, .17F, .16F, 0, -.12F, -.20F, -.19F, -.18F, -.18F, -.18F}},
          {kFirst[kInside], {.11F, .21F, .12F, -.03F, -.19F, -.32F, -.42F}},
          {kFirst[kAround], {0, .05F, .03F, -.12F, -.14F, -.16F, -.13F}},
          {kFirst[kBetterSame], {.08F, -.01F, .01F, -.02F, -.07F, -.12F, -.10F, -.10F, -.09F, -.09F}},
          {kFirst[kBetterOther], {-.25F, -.21F, -.11F, -.02F, .03F, .07F, .05F, .01F, .01F, .02F}},
          {kFirst[kPart], {-.06F, -.10F, -.11F, -.08F, -.05F, -.02F, -.02F}},
          {kFirst[kModelsSame], {-.49F, -.23F, -.09F, .13F, .26F, .40F, .40F, .43F, -.09F}},
          {kFirst[kModelsOther], {.11F, .12F, .09F, .09F, .09F, .08F, .06F, .05F, -.09F}},
          // Not fitted. Half of the hidden labels have lost their track, few predictions without a label lie on one
          // that was lost: ln of that ratio is about -.6 and 2; half of it until the stream has taught its own.
          {kFirst[kLost], {-.3F, .3F, .5F, .7F, .9F, 1, 1, 1, 1, 1}},
      });
}

std::vector<float> WrongClassWeights() {
  using namespace wrong_class;
  return Weights(kFirst[kFeatures],
                 {
                     {kFirst[kBias], {-.20F}},
                     {kFirst[kLinear], {.39F}},
                     {kFirst[kSuggested], {-.05F, -.02F, .04F, .03F, 0, -.03F, -.07F}},
                     {kFirst[kLabeled], {1.85F, .98F, .27F, -.28F, -.66F, -.90F, -1.06F, -1.16F}},
                     {kFirst[kOwn], {-.05F, .10F, .12F, .02F, -.11F, -.23F}},
                     {kFirst[kModelsSuggested], {-.51F, -.42F, -.34F, -.25F, -.20F, -.18F, -.17F, -.19F, 0}},
                     {kFirst[kModelsLabeled], {.65F, .07F, -.24F, -.45F, -.56F, -.62F, -.66F, -.68F, 0}},
                 });
}

std::vector<float> InaccurateWeights() {
  using namespace inaccurate;
  return Weights(
      kFirst[kFeatures],
      {
          {kFirst[kBias], {-.26F}},
          {kFirst[kFit], {.45F, .49F, .50F, .51F, .43F, .27F, .04F, -.18F, -.40F, -.63F, -.83F, -.91F, -.93F}},
          {kFirst[kConfidence], {-.36F, -.33F, -.30F, -.24F, -.20F, -.13F, -.06F, .02F, .10F, .19F, .26F, .33F, .37F}},
          {kFirst[kRival], {.16F, .09F, .04F, -.04F, -.10F, -.16F, -.17F, -.18F, -.17F, -.16F}},
          {kFirst[kBestFit], {.32F, .37F, .38F, .41F, .38F, .27F, .09F, -.08F, -.28F, -.51F, -.74F, -.84F, -.88F}},
          {kFirst[kModelsFit],
           {.16F, .16F, .22F, .27F, .32F, .31F, .23F, .08F, -.09F, -.28F, -.47F, -.64F, -.72F, -.74F, 0}},
          {kFirst[kModelsAgreement], {-.20F, -.20F, -.21F, -.15F, -.06F, .03F, .11F, 0}},
      });
}

std::vector<float> SpuriousWeights() {
  using namespace spurious;
  return Weights(kFirst[kFeatures],
                 {
                     {kFirst[kBias], {-.28F}},
                     {kFirst[kOverlap], {1.23F, .87F, .60F, .39F, .06F, -.32F, -.68F, -1.00F, -1.19F, -1.30F}},
                     {kFirst[kSupport], {.17F, -.09F, -.13F, -.08F, -.03F, -.03F, -.06F, -.19F, -.26F}},
                     {kFirst[kSupportSame], {1.08F, .53F, .09F, -.23F, -.43F, -.55F, -.65F, -.76F, -.83F}},
                     {kFirst[kSize], {-1.03F, -.71F, -.41F, -.19F, .09F, .32F, .47F, .56F, .60F}},
                     {kFirst[kInLabel], {-.49F, -.42F, -.21F, -.01F, .14F, .22F, .25F}},
                     {kFirst[kBorder], {.13F, -.29F, -.32F, -.35F}},
                     {kFirst[kInPrediction], {.54F, .42F, .27F, .01F, -.28F, -.52F, -.63F}},
                     {kFirst[kElsewhere], {.31F, -.13F, -.39F, -.44F, -.19F, .13F}},
                     {kFirst[kModelsOverlap], {.30F, .09F, .03F, .04F, -.07F, -.24F, -.42F, -.61F, -.72F, -.77F, 0}},
                     {kFirst[kModelsSupport], {.15F, -.13F, -.32F, -.37F, -.34F, -.30F, -.29F, -.33F, -.36F, 0}},
                 });
}

ModelCalibration Start() {
  ModelCalibration start;
  start.kinds[0].weights = MissingWeights();
  start.kinds[1].weights = WrongClassWeights();
  start.kinds[2].weights = InaccurateWeights();
  start.kinds[3].weights = SpuriousWeights();
  for (KindCalibration& kind : start.kinds) kind.curvature.assign(kind.weights.size(), 0.0F);
  return start;
}

}  // namespace

const ModelCalibration& StartCalibration() {
  static const ModelCalibration kStart = Start();
  return kStart;
}

}  // namespace labelwatch
