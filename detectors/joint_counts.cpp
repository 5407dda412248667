#include "detectors/joint_counts.h"

#include "detectors/labels/additive_model.h"
#include "detectors/labels/duplicate.h"
#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr std::size_t kKind = 4;  // of duplicates in kJointKinds
constexpr double kSideNoise = 0.05;

Box Copy(const Box& box, Random& random) {
  const double width = kSideNoise * box.Width(), height = kSideNoise * box.Height();
  return {box.x_min + random.Normal() * width, box.y_min + random.Normal() * height,
          box.x_max + random.Normal() * width, box.y_max + random.Normal() * height};
}

}  // namespace

void CountJoint(std::span<const Finding> made, std::span<const Finding> real, const Probabilities& probabilities,
                StreamSums& sums) {
  const auto cell = [&](const Finding& finding) {
    return ScoreCell(static_cast<float>(probabilities.BeforeRate(finding)));
  };
  for (const Finding& finding : made) ++sums.joint[Probabilities::JointKind(finding)].made[cell(finding)];
  for (const Finding& finding : real) {
    const bool counts = Probabilities::IsJoint(finding) && finding.kind != Kind::kDuplicate && !finding.by_reference;
    if (counts) ++sums.joint[Probabilities::JointKind(finding)].real[cell(finding)];
  }
}

void CountDuplicates(const Scene& scene, std::span<const Finding> findings, StreamSums& sums) {
  ScoreSums& counts = sums.joint[kKind];
  for (const Finding& finding : findings) {
    if (finding.kind != Kind::kDuplicate || finding.by_rule) continue;
    if (scene.SeenApart(static_cast<std::size_t>(finding.label))) continue;
    ++counts.real[ScoreCell(static_cast<float>(finding.score))];
  }
  Random random = scene.MadeErrors(kKind);
  const LabelColumns& labels = scene.Labels();
  for (std::size_t i = 0; i < labels.Size(); ++i) {
    const double iou = IoU(labels.boxes.At(i), Copy(labels.boxes.At(i), random));
    if (iou >= Neighbours::kTwinIoU) ++counts.made[ScoreCell(static_cast<float>(DuplicateScore(iou)))];
  }
}

}  // namespace labelwatch
