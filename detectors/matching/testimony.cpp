#include "detectors/matching/testimony.h"

#include <algorithm>
#include <bit>

namespace labelwatch {
namespace {

constexpr double kConfidenceWeight = 0.25;

// `value` where `condition`, else 0, without a branch: compilers make one of a selection where they see two uses of it.
double Where(bool condition, double value) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) & -static_cast<std::uint64_t>(condition));
}

// Predictions are by falling confidence: the first of the class that does not touch the label is the best.
double BestElsewhere(const PredictionColumns& predictions, std::span<const Overlap> overlaps, NameId class_id) {
  auto here = overlaps.begin();
  const std::size_t size = predictions.Size();
  for (std::size_t from = 0; from < size; from += kGroup) {
    std::uint32_t candidates = EqualMask(predictions.class_id.data() + from, class_id);
    for (; here != overlaps.end() && here->other < from + kGroup; ++here) {
      candidates &= ~(static_cast<std::uint32_t>(here->iou >= Testimony::kTouches) << (here->other - from));
    }
    const std::size_t j = from + static_cast<std::size_t>(std::countr_zero(candidates | 1U << kGroup));
    // Most frames are one group, and whether it holds one is as good as random.
    if (from + kGroup >= size) return Where(j < size, predictions.confidence[std::min(j, size - 1)]);
    if (candidates != 0) return predictions.confidence[j];
  }
  return 0;
}

// `to` where `choose`, else `from`, without a branch: compilers make one of a plain selection.
std::int32_t Choose(bool choose, std::int32_t to, std::int32_t from) {
  return from ^ ((from ^ to) & -static_cast<std::int32_t>(choose));
}

}  // namespace

Testimony Hear(const PredictionColumns& predictions, std::span<const Overlap> overlaps, NameId class_id) {
  Testimony heard;
  double best_claim = 0, best_contradiction = 0;
  std::int32_t fitting = -1, contradicting = -1;  // positions in `overlaps`
  // Which overlap wins is as good as random: branches would be mispredicted.
  for (std::size_t k = 0; k < overlaps.size(); ++k) {
    const Overlap& overlap = overlaps[k];
    const double confidence = predictions.confidence[overlap.other];
    const bool same = predictions.class_id[overlap.other] == class_id;
    const bool at_label = overlap.iou >= Testimony::kAtLabel, touches = overlap.iou >= Testimony::kTouches;
    const double agreement = overlap.iou * confidence;
    const double agreement_same = Where(same, agreement);
    heard.overlap = std::max(heard.overlap, overlap.iou);
    heard.intersection = std::max(heard.intersection, overlap.intersection);
    heard.support = std::max(heard.support, agreement);
    heard.support_same = std::max(heard.support_same, agreement_same);
    heard.own_confidence = std::max(heard.own_confidence, Where(same & at_label, confidence));

    const double claim = Where(same & touches, overlap.iou + kConfidenceWeight * confidence);
    fitting = Choose(claim > best_claim, static_cast<std::int32_t>(k), fitting);
    best_claim = std::max(best_claim, claim);
    const double contradiction = Where(!same & at_label, agreement);
    contradicting = Choose(contradiction > best_contradiction, static_cast<std::int32_t>(k), contradicting);
    best_contradiction = std::max(best_contradiction, contradiction);
  }
  if (fitting >= 0) {
    const Overlap& overlap = overlaps[static_cast<std::size_t>(fitting)];
    heard.fitting = static_cast<std::int32_t>(overlap.other);
    heard.fit = overlap.iou;
  }
  if (contradicting >= 0) {
    const Overlap& overlap = overlaps[static_cast<std::size_t>(contradicting)];
    heard.contradicting = static_cast<std::int32_t>(overlap.other);
    heard.contradiction = overlap.iou;
  }
  heard.elsewhere = BestElsewhere(predictions, overlaps, class_id);
  return heard;
}

}  // namespace labelwatch
