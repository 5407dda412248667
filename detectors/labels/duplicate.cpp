#include "detectors/labels/duplicate.h"

#include "detectors/labels/sentence.h"

namespace labelwatch {

void DuplicateDetector::Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* /*sums*/) const {
  const LabelColumns& labels = scene.Labels();
  const Neighbours& neighbours = scene.LabelNeighbours();
  for (std::size_t i = 0; i < labels.Size(); ++i) {
    const std::int32_t twin = neighbours.EarlierTwin(i);
    if (twin == Neighbours::kNone) continue;
    const double iou = neighbours.IoUWithTwin(i);
    Finding& finding = findings.emplace_back();
    finding.kind = Kind::kDuplicate;
    finding.label = labels.index[i];
    finding.score = 25 * (iou - 0.6);
    finding.evidence = {static_cast<float>(iou), static_cast<float>(labels.index[static_cast<std::size_t>(twin)])};
    finding.detector = Name();
  }
}

std::string DuplicateDetector::Explain(const JoinedFrame& frame, const Finding& finding,
                                       const NameTable& classes) const {
  const auto twin = static_cast<std::size_t>(finding.evidence[1]);
  std::string text = "another " + std::string(LabelClass(frame, finding.label, classes)) + " label";
  if (!frame.labels.labels[twin].id.empty()) text += " (" + std::string(frame.labels.labels[twin].id) + ")";
  return text + " covers the same place (IoU " + TwoDigits(finding.evidence[0]) + ")";
}

}  // namespace labelwatch
