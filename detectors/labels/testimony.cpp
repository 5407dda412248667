#include "detectors/labels/testimony.h"

#include <algorithm>
#include <bit>

namespace labelwatch {
namespace {

constexpr double kConfidenceWeight = 0.25;

// Predictions are by falling confidence: the first of the class that does not touch the label is the best.
double BestElsewhere(const PredictionColumns& predictions, std::span<const Overlap> overlaps, NameId class_id) {
  auto here = overlaps.begin();
  for (std::size_t from = 0; from < predictions.Size(); from += kGroup) {
    std::uint32_t candidates = EqualMask(predictions.class_id.data() + from, class_id);
    for (; here != overlaps.end() && here->other < from + kGroup; ++here) {
      candidates &= ~(static_cast<std::uint32_t>(here->iou >= Testimony::kTouches) << (here->other - from));
    }
    if (candidates != 0) {
      const std::size_t j = from + static_cast<std::size_t>(std::countr_zero(candidates));
      if (j < predictions.Size()) return predictions.confidence[j];
    }
  }
  return 0;
}

}  // namespace

Testimony Hear(const PredictionColumns& predictions, std::span<const Overlap> overlaps, NameId class_id) {
  Testimony heard;
  double best_claim = 0, best_contradiction = 0;
  // Selections instead of branches: which overlap wins is as good as random.
  for (const Overlap& overlap : overlaps) {
    const double confidence = predictions.confidence[overlap.other];
    const auto index = static_cast<std::int32_t>(overlap.other);
    const bool same = predictions.class_id[overlap.other] == class_id;
    const bool at_label = overlap.iou >= Testimony::kAtLabel;
    const double agreement = overlap.iou * confidence;
    heard.overlap = std::max(heard.overlap, overlap.iou);
    heard.intersection = std::max(heard.intersection, overlap.intersection);
    heard.support = std::max(heard.support, agreement);
    heard.support_same = std::max(heard.support_same, same ? agreement : 0.0);
    heard.own_confidence = std::max(heard.own_confidence, (same & at_label) ? confidence : 0.0);

    const bool touches = overlap.iou >= Testimony::kTouches;
    const double claim = (same & touches) ? overlap.iou + kConfidenceWeight * confidence : 0.0;
    heard.fitting = claim > best_claim ? index : heard.fitting;
    heard.fit = claim > best_claim ? overlap.iou : heard.fit;
    best_claim = std::max(best_claim, claim);

    const double contradiction = (!same & at_label) ? agreement : 0.0;
    heard.contradicting = contradiction > best_contradiction ? index : heard.contradicting;
    heard.contradiction = contradiction > best_contradiction ? overlap.iou : heard.contradiction;
    best_contradiction = std::max(best_contradiction, contradiction);
  }
  heard.elsewhere = BestElsewhere(predictions, overlaps, class_id);
  return heard;
}

}  // namespace labelwatch
