#include "detectors/labels/conflicting.h"

#include "detectors/labels/scene.h"
#include "detectors/labels/sentence.h"

namespace labelwatch {

void ConflictingDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* /*sums*/) {
  const Scene& scene = view.scene;
  const LabelColumns& labels = scene.Labels();
  const Neighbours& neighbours = scene.LabelNeighbours();
  for (std::size_t i = 0; i < labels.Size(); ++i) {
    const std::int32_t at = neighbours.EarlierRival(i);
    if (at == Neighbours::kNone) continue;
    const auto rival = static_cast<std::size_t>(at);
    const double iou = neighbours.IoUWithRival(i);
    Finding& finding = Add({static_cast<float>(iou), labels.index[rival]}, findings);
    finding.label = labels.index[i];
    finding.suggested_class = labels.class_id[rival];
    finding.score = 25 * (iou - 0.9);
  }
}

Explanation ConflictingDetector::Tell(const JoinedFrame& frame, const Finding& finding,
                                      const ConflictingEvidence& evidence, const NameTable& classes) const {
  const std::string_view id = frame.labels.labels[static_cast<std::size_t>(evidence.earlier)].id;
  std::string text = "labeled " + std::string(LabelClass(frame, finding.label, classes)) + " here and " +
                     std::string(classes.Name(finding.suggested_class)) + " by another label";
  if (!id.empty()) text += " (" + std::string(id) + ")";
  text += " of the same place (IoU " + TwoDigits(evidence.iou) + ")";
  return {text, {}, finding.suggested_class};
}

}  // namespace labelwatch
