#include "detectors/labels/conflicting.h"

#include "detectors/labels/sentence.h"

namespace labelwatch {

void ConflictingDetector::Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* /*sums*/) const {
  const LabelColumns& labels = scene.Labels();
  const Neighbours& neighbours = scene.LabelNeighbours();
  for (std::size_t i = 0; i < labels.Size(); ++i) {
    const std::int32_t at = neighbours.EarlierRival(i);
    if (at == Neighbours::kNone) continue;
    const auto rival = static_cast<std::size_t>(at);
    const double iou = neighbours.IoUWithRival(i);
    Finding& finding = findings.emplace_back();
    finding.kind = Kind::kConflicting;
    finding.label = labels.index[i];
    finding.suggested_class = labels.class_id[rival];
    finding.score = 25 * (iou - 0.9);
    finding.evidence = {static_cast<float>(iou), static_cast<float>(labels.index[rival])};
    finding.detector = Name();
  }
}

std::string ConflictingDetector::Explain(const JoinedFrame& frame, const Finding& finding,
                                         const NameTable& classes) const {
  const auto rival = static_cast<std::size_t>(finding.evidence[1]);
  const std::string_view id = frame.labels.labels[rival].id;
  std::string text = "labeled " + std::string(LabelClass(frame, finding.label, classes)) + " here and " +
                     std::string(classes.Name(finding.suggested_class)) + " by another label";
  if (!id.empty()) text += " (" + std::string(id) + ")";
  return text + " of the same place (IoU " + TwoDigits(finding.evidence[0]) + ")";
}

}  // namespace labelwatch
