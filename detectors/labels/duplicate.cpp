#include "detectors/labels/duplicate.h"

#include <algorithm>
#include <utility>

#include "detectors/labels/sentence.h"

namespace labelwatch {

void DuplicateDetector::Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* /*sums*/) const {
  const LabelColumns& labels = scene.Labels();
  const auto twins = scene.LabelNeighbours().Twins();
  // The best twin of each label, as (IoU, label); the later label wins a tie.
  const auto best_of = [&](std::uint32_t label) {
    std::pair<double, std::uint32_t> best = {0, label};
    for (const Neighbours::Pair& pair : twins) {
      if (labels.class_id[pair.first] != labels.class_id[pair.second]) continue;
      if (pair.first == label) best = std::max(best, {pair.iou, pair.second});
      if (pair.second == label) best = std::max(best, {pair.iou, pair.first});
    }
    return best;
  };
  std::uint32_t done = 0;  // pairs are by rising second label: each is asked for once
  for (const Neighbours::Pair& pair : twins) {
    const std::uint32_t label = pair.second;
    if (label == done) continue;
    done = label;
    const auto [iou, twin] = best_of(label);
    if (twin >= label) continue;  // none of its class, or the later one is the other
    Finding& finding = findings.emplace_back();
    finding.kind = Kind::kDuplicate;
    finding.label = labels.index[label];
    finding.score = 25 * (iou - 0.6);
    finding.evidence = {static_cast<float>(iou), static_cast<float>(labels.index[twin])};
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
