#include "detectors/labels/features.h"

#include <array>
#include <cstdio>

#include "detectors/labels/layout.h"

namespace labelwatch {
namespace {

constexpr std::array<double, 3> kBorderEdges = {1, 2, 3};

std::span<const FeatureWords> OfMissing() {
  using namespace missing;
  static const std::array<FeatureWords, kFeatures> kList = {{
      {"all predictions without a label", kFirst[kBias], {}, false},
      {"confidence in log-odds", kFirst[kLinear], {}, false},
      {"confidence", kFirst[kLogit], kLogitBins.Edges(), false},
      {"IoU with a label of the class", kFirst[kSame], kOverlapBins.Edges(), false},
      {"IoU with a label of another class", kFirst[kOther], kOverlapBins.Edges(), false},
      {"share of it within a label", kFirst[kInside], kInsideBins.Edges(), false},
      {"share of a label within it", kFirst[kAround], kInsideBins.Edges(), false},
      {"IoU with a more confident prediction of the class", kFirst[kBetterSame], kOverlapBins.Edges(), false},
      {"IoU with a more confident prediction of another class", kFirst[kBetterOther], kOverlapBins.Edges(), false},
      {"part shared with a more confident prediction of the class", kFirst[kPart], kInsideBins.Edges(), false},
      {"share of the image", kFirst[kSize], kSizeBins.Edges(), false},
      {"width over height", kFirst[kAspect], kAspectBins.Edges(), false},
      {"image borders touched", kFirst[kBorder], kBorderEdges, false},
      {"more confident predictions in the frame", kFirst[kRank], kRankBins.Edges(), false},
      {"more confident predictions of the class", kFirst[kRankSame], kRankSameBins.Edges(), false},
      {"confidence of other models in the class here", kFirst[kModelsSame], kOtherModelBins.Edges(), true},
      {"confidence of other models in another class here", kFirst[kModelsOther], kOtherModelBins.Edges(), true},
      {"confidence in the class here in the frame before", kFirst[kBeforeSame], kOtherModelBins.Edges(), true},
      {"IoU with a label of the frame before that has no successor", kFirst[kLost], kOverlapBins.Edges(), true},
  }};
  return kList;
}

std::span<const FeatureWords> OfWrongClass() {
  using namespace wrong_class;
  static const std::array<FeatureWords, kFeatures> kList = {{
      {"all labels with a prediction of another class", kFirst[kBias], {}, false},
      {"confidence of the other class in log-odds", kFirst[kLinear], {}, false},
      {"confidence of the other class", kFirst[kSuggested], kSuggestedBins.Edges(), false},
      {"confidence of the labeled class", kFirst[kLabeled], kLabeledBins.Edges(), false},
      {"IoU of the prediction with another label of its class", kFirst[kOwn], kOwnBins.Edges(), false},
      {"confidence of other models in the other class", kFirst[kModelsSuggested], kOtherModelBins.Edges(), true},
      {"confidence of other models in the labeled class", kFirst[kModelsLabeled], kOtherModelBins.Edges(), true},
      {"confidence in the other class here in the frame before", kFirst[kBeforeSuggested], kOtherModelBins.Edges(),
       true},
      {"confidence in the labeled class here in the frame before", kFirst[kBeforeLabeled], kOtherModelBins.Edges(),
       true},
  }};
  return kList;
}

std::span<const FeatureWords> OfInaccurate() {
  using namespace inaccurate;
  static const std::array<FeatureWords, kFeatures> kList = {{
      {"all labels with a prediction of the class", kFirst[kBias], {}, false},
      {"IoU with the prediction", kFirst[kFit], kFitBins.Edges(), false},
      {"confidence of the prediction", kFirst[kConfidence], kConfidenceBins.Edges(), false},
      {"share of the image", kFirst[kSize], kSizeBins.Edges(), false},
      {"IoU of the prediction with another label of the class", kFirst[kRival], kOverlapBins.Edges(), false},
      {"IoU with the best prediction of any class", kFirst[kBestFit], kFitBins.Edges(), false},
      {"IoU with predictions of other models", kFirst[kModelsFit], kOtherFitBins.Edges(), true},
      {"IoU of the prediction with those of other models", kFirst[kModelsAgreement], kAgreementBins.Edges(), true},
  }};
  return kList;
}

std::span<const FeatureWords> OfSpurious() {
  using namespace spurious;
  static const std::array<FeatureWords, kFeatures> kList = {{
      {"all labels", kFirst[kBias], {}, false},
      {"IoU with any prediction", kFirst[kOverlap], kOverlapBins.Edges(), false},
      {"largest confidence times IoU", kFirst[kSupport], kSupportBins.Edges(), false},
      {"largest confidence times IoU within the class", kFirst[kSupportSame], kSupportBins.Edges(), false},
      {"share of the image", kFirst[kSize], kSizeBins.Edges(), false},
      {"share of it within another label", kFirst[kInLabel], kInsideBins.Edges(), false},
      {"image borders touched", kFirst[kBorder], kBorderEdges, false},
      {"share of it within a prediction", kFirst[kInPrediction], kInsideBins.Edges(), false},
      {"confidence of the class elsewhere in the frame", kFirst[kElsewhere], kElsewhereBins.Edges(), false},
      {"IoU with any prediction of other models", kFirst[kModelsOverlap], kOverlapBins.Edges(), true},
      {"confidence times IoU of other models within the class", kFirst[kModelsSupport], kSupportBins.Edges(), true},
      {"IoU with any prediction in the frame before", kFirst[kBeforeOverlap], kOverlapBins.Edges(), true},
      {"confidence times IoU in the frame before within the class", kFirst[kBeforeSupport], kSupportBins.Edges(), true},
  }};
  return kList;
}

std::string Short(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2g", number);
  return text.data();
}

}  // namespace

std::span<const FeatureWords> FeaturesOf(std::size_t kind) {
  switch (kind) {
    case 0:
      return OfMissing();
    case 1:
      return OfWrongClass();
    case 2:
      return OfInaccurate();
    default:
      return OfSpurious();
  }
}

std::string BinWords(const FeatureWords& feature, std::size_t bin) {
  const std::string words(feature.words);
  const auto edges = feature.edges;
  if (edges.empty()) return words;
  if (bin == 0) return words + " below " + Short(edges.front());
  if (bin < edges.size()) return words + " " + Short(edges[bin - 1]) + " to " + Short(edges[bin]);
  if (bin == edges.size()) return words + " from " + Short(edges.back());
  return words + " not known (nobody could be asked)";
}

}  // namespace labelwatch
