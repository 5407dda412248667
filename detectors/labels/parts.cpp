#include "detectors/labels/parts.h"

#include <algorithm>
#include <array>

#include "detectors/labels/bins.h"
#include "detectors/labels/scene.h"
#include "detectors/labels/sentence.h"
#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr std::array<std::string_view, 2> kNames = {"merged", "halves"};

constexpr double kSure = 0.5;       // confidence of a prediction that counts objects
constexpr double kInside = 0.85;    // share of a part that lies in the whole
constexpr double kLeastPart = 0.2;  // of the area of the whole
constexpr double kMostPart = 0.75;  // more is the whole, drawn loosely
constexpr double kApart = 0.3;      // IoU of two parts at most
constexpr double kFills = 0.7;      // share of the whole that its two parts fill
constexpr double kIsThere = 0.5;    // IoU from which on a box has a partner of its own
constexpr double kMostScore = 3;    // 95 %

bool IsPart(const Box& part, const Box& whole) {
  const double share = part.Area() / whole.Area();
  return share >= kLeastPart && share <= kMostPart && ShareInside(part, whole) >= kInside;
}

bool FillTogether(const Box& a, const Box& b, const Box& whole) {
  if (IoU(a, b) > kApart) return false;
  const double filled = Intersection(a, whole) + Intersection(b, whole) - Intersection(a, b);
  return filled >= kFills * whole.Area();
}

}  // namespace

std::span<const std::string_view> PartsDetector::FindingNames() const { return kNames; }

void PartsDetector::Report(const Scene& scene, std::string_view name, std::size_t label, std::int32_t prediction,
                           const PartsEvidence& evidence, std::vector<Finding>& findings) const {
  Finding& finding = Add(name, evidence, findings);
  finding.model = scene.Model();
  finding.label = scene.Labels().index[label];
  finding.prediction = prediction;
  const auto least = static_cast<double>(std::min(evidence.first, evidence.second));
  finding.score = std::min<double>(kMostScore, static_cast<double>(Logit(std::min(least, 0.999))));
}

void PartsDetector::JudgeMerged(const Scene& scene, std::vector<Finding>& findings) {
  const LabelColumns& labels = scene.Labels();
  const PredictionColumns& predictions = scene.Predictions();
  for (std::size_t i = 0; i < labels.Size(); ++i) {
    const Box whole = labels.boxes.At(i);
    parts_.clear();
    bool seen_whole = false;
    for (const Overlap& overlap : scene.LabelOverlaps().Of(i)) {
      const std::size_t j = overlap.other;
      if (predictions.class_id[j] != labels.class_id[i] || predictions.confidence[j] < kSure) continue;
      const Box box = predictions.boxes.At(j);
      if (!IsPart(box, whole)) {
        seen_whole = seen_whole || overlap.iou >= kIsThere;
        continue;
      }
      const bool labeled = std::ranges::any_of(scene.PredictionOverlaps().Of(j), [&](const Overlap& other) {
        return other.other != i && other.iou >= kIsThere && labels.class_id[other.other] == labels.class_id[i];
      });
      if (!labeled) parts_.push_back(overlap.other);
    }
    if (seen_whole || parts_.size() != 2) continue;
    const std::size_t a = parts_[0], b = parts_[1];
    if (!FillTogether(predictions.boxes.At(a), predictions.boxes.At(b), whole)) continue;
    const auto first = static_cast<float>(predictions.confidence[a]),
               second = static_cast<float>(predictions.confidence[b]);
    Report(scene, kNames[0], i, -1, {first, second, -1}, findings);
  }
}

void PartsDetector::JudgeHalves(const Scene& scene, std::vector<Finding>& findings) {
  const LabelColumns& labels = scene.Labels();
  const PredictionColumns& predictions = scene.Predictions();
  for (std::size_t j = 0; j < predictions.Size() && predictions.confidence[j] >= kSure; ++j) {
    const Box whole = predictions.boxes.At(j);
    parts_.clear();
    bool labeled_whole = false;
    for (const Overlap& overlap : scene.PredictionOverlaps().Of(j)) {
      const std::size_t i = overlap.other;
      if (labels.class_id[i] != predictions.class_id[j]) continue;
      const Box box = labels.boxes.At(i);
      if (!IsPart(box, whole)) {
        labeled_whole = labeled_whole || overlap.iou >= kIsThere;
        continue;
      }
      const bool seen = std::ranges::any_of(scene.LabelOverlaps().Of(i), [&](const Overlap& other) {
        return other.other != j && other.iou >= kIsThere && predictions.class_id[other.other] == labels.class_id[i];
      });
      if (!seen) parts_.push_back(overlap.other);
    }
    if (labeled_whole || parts_.size() != 2) continue;
    const std::uint32_t a = parts_[0], b = parts_[1];
    if (!FillTogether(labels.boxes.At(a), labels.boxes.At(b), whole)) continue;
    const auto sure = static_cast<float>(predictions.confidence[j]);
    const auto [earlier, later] = std::minmax(a, b);
    Report(scene, kNames[1], later, predictions.index[j], {sure, sure, labels.index[earlier]}, findings);
  }
}

void PartsDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* /*sums*/) {
  JudgeMerged(view.scene, findings);
  JudgeHalves(view.scene, findings);
}

Explanation PartsDetector::Tell(const JoinedFrame& frame, const Finding& finding, const PartsEvidence& evidence,
                                const NameTable& classes) const {
  const std::string model(frame.predictions[static_cast<std::size_t>(finding.model)].model);
  const std::string labeled(LabelClass(frame, finding.label, classes));
  const auto digits = [](float confidence) { return TwoDigits(static_cast<double>(confidence)); };
  if (finding.detector == kNames[0]) {
    return {model + " sees two objects of class " + labeled + " in this one (" + digits(evidence.first) + " and " +
            digits(evidence.second) + "), which together fill it"};
  }
  const std::string_view id = frame.labels.labels[static_cast<std::size_t>(evidence.other)].id;
  return {model + " sees one " + labeled + " (" + digits(evidence.first) + ") where this label and another one" +
          (id.empty() ? "" : " (" + std::string(id) + ")") + " lie, which together fill it"};
}

}  // namespace labelwatch
