#include "detectors/labels/duplicate.h"

#include "detectors/labels/scene.h"
#include "detectors/labels/sentence.h"

namespace labelwatch {

void DuplicateDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* /*sums*/) {
  const Scene& scene = view.scene;
  const LabelColumns& labels = scene.Labels();
  const Neighbours& neighbours = scene.LabelNeighbours();
  for (std::size_t i = 0; i < labels.Size(); ++i) {
    const std::int32_t twin = neighbours.EarlierTwin(i);
    if (twin == Neighbours::kNone) continue;
    const double iou = neighbours.IoUWithTwin(i);
    Finding& finding = Add({static_cast<float>(iou), labels.index[static_cast<std::size_t>(twin)]}, findings);
    finding.label = labels.index[i];
    finding.score = DuplicateScore(iou);
  }
}

Explanation DuplicateDetector::Tell(const JoinedFrame& frame, const Finding& finding, const DuplicateEvidence& evidence,
                                    const NameTable& classes) const {
  const Label& twin = frame.labels.labels[static_cast<std::size_t>(evidence.earlier)];
  std::string text = "another " + std::string(LabelClass(frame, finding.label, classes)) + " label";
  if (!twin.id.empty()) text += " (" + std::string(twin.id) + ")";
  return {text + " covers the same place (IoU " + TwoDigits(evidence.iou) + ")"};
}

}  // namespace labelwatch
