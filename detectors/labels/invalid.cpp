#include "detectors/labels/invalid.h"

#include <algorithm>

#include "detectors/labels/bins.h"
#include "detectors/labels/ordered_box.h"
#include "detectors/labels/polygon_defect.h"
#include "detectors/labels/scene.h"
#include "detectors/labels/sentence.h"
#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr double kCertain = 6;             // log-odds of what cannot be right: 400 to 1
constexpr double kRounding = 2;            // pixels by which a box may stick out: tools round
constexpr double kEvenShareOutside = 0.1;  // share of the area outside the image that makes an error an even bet

// Drawn outlines often cross themselves by a pixel. How many of them are errors was not measured, so that they are
// listed, but not flagged by default.
constexpr double kCrossing = -2;

struct Verdict {
  LabelDefect defect = LabelDefect::kNone;
  double score = 0;
  double outside = 0;  // share of the area
};

// Nearly every label: a box within the image.
bool WellInside(const Label& label, double width, double height) {
  const Box& box = label.shape.bounds;
  return (label.shape.kind != ShapeKind::kNone) & (box.x_min >= -kRounding) & (box.y_min >= -kRounding) &
         (box.x_max <= width + kRounding) & (box.y_max <= height + kRounding) & (box.x_max > box.x_min) &
         (box.y_max > box.y_min);
}

Verdict Check(const Label& label, double width, double height) {
  const Box& box = label.shape.bounds;
  if (label.shape.kind == ShapeKind::kNone) return {LabelDefect::kNoShape, kCertain, 0};
  if (!box.Finite()) return {LabelDefect::kNotANumber, kCertain, 0};
  if (box.Empty()) {
    return {SoundBox(Ordered(box)) ? LabelDefect::kCornersReversed : LabelDefect::kNoArea, kCertain, 0};
  }
  if (!SoundBox(box)) return {LabelDefect::kTooFar, kCertain, 1};
  if (width <= 0 || height <= 0) return {};
  const double outside = 1 - ShareInside(box, {0, 0, width, height});
  if (outside >= 1) return {LabelDefect::kOutside, kCertain, 1};
  const double sticks_out = std::max({-box.x_min, -box.y_min, box.x_max - width, box.y_max - height});
  if (sticks_out <= kRounding) return {};
  return {LabelDefect::kPartlyOutside, std::min<double>(kCertain, Logit(outside) - Logit(kEvenShareOutside)), outside};
}

// What is wrong with the rings of a label whose bounds are in order.
Verdict CheckRings(const Label& label, std::size_t& tests_left) {
  switch (DefectOfPolygon(label.shape.encoded, tests_left)) {
    case PolygonDefect::kNotANumber:
      return {LabelDefect::kNotANumber, kCertain, 0};
    case PolygonDefect::kFewPoints:
      return {LabelDefect::kFewPoints, kCertain, 0};
    case PolygonDefect::kNoArea:
      return {LabelDefect::kNoArea, kCertain, 0};
    case PolygonDefect::kCrossesItself:
      return {LabelDefect::kCrossesItself, kCrossing, 0};
    case PolygonDefect::kNone:
      break;
  }
  return {};
}

bool InsideTurned(const LabeledFrame& frame, const Finding& finding) {
  if (finding.label < 0 || frame.image_width == frame.image_height) return false;
  const Box& box = frame.labels[static_cast<std::size_t>(finding.label)].shape.bounds;
  return box.x_min >= -kRounding && box.y_min >= -kRounding && box.x_max <= frame.image_height + kRounding &&
         box.y_max <= frame.image_width + kRounding;
}

}  // namespace

void InvalidDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* /*sums*/) {
  const Scene& scene = view.scene;
  const LabeledFrame& frame = scene.Frame();
  std::size_t crossing_tests = kCrossingTestsPerFrame;
  for (std::size_t i = 0; i < frame.labels.size(); ++i) {
    const Label& label = frame.labels[i];
    const bool polygon = label.shape.kind == ShapeKind::kPolygon;
    const bool inside = WellInside(label, frame.image_width, frame.image_height);
    if ((inside && !polygon) || !label.Judged()) continue;
    Verdict verdict;
    if (!inside) verdict = Check(label, frame.image_width, frame.image_height);
    if (verdict.defect == LabelDefect::kNone && polygon) verdict = CheckRings(label, crossing_tests);
    if (verdict.defect == LabelDefect::kNone) continue;
    Finding& finding = Add({verdict.defect, static_cast<float>(verdict.outside)}, findings);
    finding.label = static_cast<std::int32_t>(i);
    finding.score = verdict.score;
  }
}

Explanation InvalidDetector::Tell(const JoinedFrame& frame, const Finding& finding, const InvalidEvidence& evidence,
                                  const NameTable& /*classes*/) const {
  const std::string image =
      "the image (" + std::to_string(frame.labels.image_width) + " x " + std::to_string(frame.labels.image_height) +
      " pixels)" + (InsideTurned(frame.labels, finding) ? "; inside where width and height are exchanged" : "");
  switch (evidence.defect) {
    case LabelDefect::kNoShape:
      return {"the label has no shape"};
    case LabelDefect::kNotANumber:
      return {"a coordinate of the label is not a finite number"};
    case LabelDefect::kNoArea:
      return {"the label covers no area"};
    case LabelDefect::kCornersReversed:
      return {"the corners of the label stand the other way round: its right or lower side comes first"};
    case LabelDefect::kTooFar:
      return {"the coordinates of the label are beyond any image"};
    case LabelDefect::kOutside:
      return {"the label lies outside " + image};
    case LabelDefect::kPartlyOutside:
      return {Percent(evidence.outside) + " of the label lies outside " + image};
    case LabelDefect::kFewPoints:
      return {"a ring of the polygon has less than three points"};
    case LabelDefect::kCrossesItself:
      return {"the outline of the polygon crosses itself"};
    case LabelDefect::kNone:
      break;
  }
  return {"the label is broken"};
}

}  // namespace labelwatch
