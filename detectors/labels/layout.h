#pragma once
// Where the weights of each additive model lie: per kind the features in order and how many bins each has.
//
// A saved calibration holds weights by position: a feature that is added goes to the end, and kWeightsLayout rises.

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "detectors/labels/additive_model.h"
#include "detectors/labels/bins.h"
#include "schema/calibration.h"

namespace labelwatch {

// Log-odds edges as confidences: comparing confidences needs no logarithm.
constexpr double kSigmoidMinus2_5 = 0.07585818002124355, kSigmoidMinus2 = 0.11920292202211755,
                 kSigmoidMinus1_5 = 0.18242552380635635, kSigmoidMinus1 = 0.2689414213699951,
                 kSigmoidMinus_5 = 0.3775406687981454;
inline constexpr Bins kLogitBins{kSigmoidMinus2_5,    kSigmoidMinus2,       kSigmoidMinus1_5,
                                 kSigmoidMinus1,      kSigmoidMinus_5,      0.5,
                                 1 - kSigmoidMinus_5, 1 - kSigmoidMinus1,   1 - kSigmoidMinus1_5,
                                 1 - kSigmoidMinus2,  1 - kSigmoidMinus2_5, 0.9525741268224334,
                                 0.9820137900379085,  0.9933071490757153};  // -2.5 -2 ... 3, 4, 5

// What the other models of the frame, or the frame before it, say. One bin more than edges make: the last one is for
// frames that they do not know. Where no other model is to be expected, none of these bins applies.
//
// Highest confidence of another model at the place; 0: it sees nothing there.
inline constexpr Bins kOtherModelBins{0.01798620996209156, kSigmoidMinus2,     kSigmoidMinus1,    0.5,
                                      1 - kSigmoidMinus1,  1 - kSigmoidMinus2, 0.9525741268224334};  // -4 -2 -1 ... 3
// IoU of a label with the same-class predictions of other models.
inline constexpr ShareBins kOtherFitBins(std::array{.05, .35, .4, .45, .5, .55, .6, .65, .7, .75, .8, .85, .9});
// IoU of a prediction with those of other models.
inline constexpr ShareBins kAgreementBins(std::array{.05, .5, .6, .7, .8, .9});

template <typename T>
constexpr std::size_t WithUnknown(const T& bins) {
  return bins.kCount + 1;
}

template <std::size_t N>
constexpr std::array<std::size_t, N + 1> FirstBins(const std::array<std::size_t, N>& counts) {
  std::array<std::size_t, N + 1> first{};
  for (std::size_t i = 0; i < N; ++i) first[i + 1] = first[i] + counts[i];
  return first;
}

namespace missing {
inline constexpr Bins kAspectBins{0.30119421191220214, 0.44932896411722156, 0.6703200460356393, 1.0,
                                  1.4918246976412703,  2.225540928492468,   3.3201169227365472};  // ln -1.2 -.8 ... 1.2
inline constexpr Bins kRankBins{1., 2., 3., 5., 8., 12.};
inline constexpr Bins kRankSameBins{1., 2., 3., 5.};
enum Feature {
  kBias,
  kLinear,       // log-odds of the confidence
  kLogit,        // the same in bins
  kSame,         // largest IoU with a label of the same class
  kOther,        // ... of another class
  kInside,       // largest share of the prediction within a label
  kAround,       // largest share of a label within the prediction
  kBetterSame,   // largest IoU with a better-scored prediction of the same class
  kBetterOther,  // ... of another class
  kPart,         // largest intersection over the smaller area, better-scored ones of the same class
  kSize,
  kAspect,  // width / height
  kBorder,
  kRank,         // number of better-scored predictions
  kRankSame,     // ... of the same class
  kModelsSame,   // other models at the place: the same class
  kModelsOther,  // ... another class
  kBeforeSame,   // confidence of the class here in the frame before
  kLost,         // largest IoU with a label of the class in the frame before whose track has none now
  kFeatures
};
inline constexpr auto kFirst = FirstBins(std::array<std::size_t, kFeatures>{
    1, 1, kLogitBins.kCount, kOverlapBins.kCount, kOverlapBins.kCount, kInsideBins.kCount, kInsideBins.kCount,
    kOverlapBins.kCount, kOverlapBins.kCount, kInsideBins.kCount, kSizeBins.kCount, kAspectBins.kCount, kBorderBins,
    kRankBins.kCount, kRankSameBins.kCount, WithUnknown(kOtherModelBins), WithUnknown(kOtherModelBins),
    WithUnknown(kOtherModelBins), WithUnknown(kOverlapBins)});
static_assert(kFirst[kFeatures] == kSharedWeights[0]);
}  // namespace missing

namespace wrong_class {
inline constexpr Bins kSuggestedBins{kSigmoidMinus2,     kSigmoidMinus1,     0.5,
                                     1 - kSigmoidMinus1, 1 - kSigmoidMinus2, 0.9525741268224334};  // -2 -1 ... 3
inline constexpr Bins kLabeledBins{0.0066928509242848554, kSigmoidMinus2_5,  kSigmoidMinus2, kSigmoidMinus1, 0.5,
                                   1 - kSigmoidMinus1,    1 - kSigmoidMinus2};  // -5 -2.5 -2 -1 0 1 2
inline constexpr ShareBins kOwnBins(std::array{.05, .2, .35, .5, .7});
enum Feature {
  kBias,
  kLinear,           // log-odds of the confidence of the suggestion
  kSuggested,        // the same in bins
  kLabeled,          // the best prediction of the label's own class
  kOwn,              // largest IoU of the suggestion with another label of its class
  kModelsSuggested,  // other models at the label: the class of the suggestion
  kModelsLabeled,    // ... the class of the label
  kBeforeSuggested,  // the frame before, here: the class of the suggestion
  kBeforeLabeled,    // ... the class of the label
  kFeatures
};
inline constexpr auto kFirst = FirstBins(std::array<std::size_t, kFeatures>{
    1, 1, kSuggestedBins.kCount, kLabeledBins.kCount, kOwnBins.kCount, WithUnknown(kOtherModelBins),
    WithUnknown(kOtherModelBins), WithUnknown(kOtherModelBins), WithUnknown(kOtherModelBins)});
static_assert(kFirst[kFeatures] == kSharedWeights[1]);
}  // namespace wrong_class

namespace inaccurate {
inline constexpr Bins kConfidenceBins{
    kSigmoidMinus2_5,    kSigmoidMinus2,     kSigmoidMinus1_5,
    kSigmoidMinus1,      kSigmoidMinus_5,    0.5,
    1 - kSigmoidMinus_5, 1 - kSigmoidMinus1, 1 - kSigmoidMinus1_5,
    1 - kSigmoidMinus2,  0.9525741268224334, 0.9820137900379085};  // -2.5 -2 ... 2, 3, 4
enum Feature {
  kBias,
  kFit,              // IoU of the label with its prediction
  kConfidence,       // log-odds of that prediction
  kSize,             // of that prediction
  kRival,            // largest IoU of that prediction with another label of the class
  kBestFit,          // largest IoU of the label with any prediction
  kModelsFit,        // largest IoU of the label with predictions of its class by other models
  kModelsAgreement,  // largest IoU of the prediction with those
  kFeatures
};
inline constexpr auto kFirst = FirstBins(std::array<std::size_t, kFeatures>{
    1, kFitBins.kCount, kConfidenceBins.kCount, kSizeBins.kCount, kOverlapBins.kCount, kFitBins.kCount,
    WithUnknown(kOtherFitBins), WithUnknown(kAgreementBins)});
static_assert(kFirst[kFeatures] == kSharedWeights[2]);
}  // namespace inaccurate

namespace spurious {
inline constexpr ShareBins kElsewhereBins(std::array{.05, .1, .3, .6, .9});
enum Feature {
  kBias,
  kOverlap,      // largest IoU with any prediction
  kSupport,      // largest confidence x IoU
  kSupportSame,  // the same within the class
  kSize,
  kInLabel,  // largest share of the label within another label
  kBorder,
  kInPrediction,   // largest share of the label within a prediction
  kElsewhere,      // highest confidence of the class elsewhere in the frame
  kModelsOverlap,  // largest IoU with any prediction of other models
  kModelsSupport,  // their largest confidence x IoU within the class
  kBeforeOverlap,  // largest IoU with any prediction in the frame before
  kBeforeSupport,  // its largest confidence x IoU within the class
  kFeatures
};
inline constexpr auto kFirst = FirstBins(std::array<std::size_t, kFeatures>{
    1, kOverlapBins.kCount, kSupportBins.kCount, kSupportBins.kCount, kSizeBins.kCount, kInsideBins.kCount, kBorderBins,
    kInsideBins.kCount, kElsewhereBins.kCount, WithUnknown(kOverlapBins), WithUnknown(kSupportBins),
    WithUnknown(kOverlapBins), WithUnknown(kSupportBins)});
static_assert(kFirst[kFeatures] == kSharedWeights[3]);
static_assert(1 + kSizeBins.kCount == kWeightsPerClass[3]);  // class, class x size
}  // namespace spurious

static_assert(kSizeBins.kCount == kSizeCells);

// Every feature but the bias is at most one position of a sample, and a class at most two.
static_assert(std::max({missing::kFeatures + 0, wrong_class::kFeatures + 0, inaccurate::kFeatures + 0,
                        spurious::kFeatures + 0}) -
                  1 + 2 <=
              Sample::kMostPositions);

// First weight of each feature, and the end of the last one. `kind`: index into kLearnedKinds.
constexpr std::span<const std::size_t> FeatureStarts(std::size_t kind) {
  switch (kind) {
    case 0:
      return missing::kFirst;
    case 1:
      return wrong_class::kFirst;
    case 2:
      return inaccurate::kFirst;
    default:
      return spurious::kFirst;
  }
}

}  // namespace labelwatch
