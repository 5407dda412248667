#include "consumers/files/annotator_frames.h"

#include <algorithm>

#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr double kSameObject = 0.5;  // IoU

// An object as several annotators drew it.
struct Drawn {
  NameId class_id = 0;
  Box sum;                       // of the boxes
  std::size_t by = 0, last = 0;  // how many annotators drew it, and who was the last

  Box Mean() const {
    const auto n = static_cast<double>(by);
    return {sum.x_min / n, sum.y_min / n, sum.x_max / n, sum.y_max / n};
  }
};

void Draw(const Label& label, std::size_t annotator, std::vector<Drawn>& objects) {
  const Box& box = label.shape.bounds;
  if (!label.Judged() || !box.Finite() || box.Empty()) return;
  Drawn* best = nullptr;
  double most = kSameObject;
  for (Drawn& object : objects) {
    if (object.class_id != label.class_id || object.last == annotator) continue;
    if (const double iou = IoU(object.Mean(), box); iou >= most) most = iou, best = &object;
  }
  if (best == nullptr) {
    objects.push_back({label.class_id, box, 1, annotator});
    return;
  }
  best->sum = {best->sum.x_min + box.x_min, best->sum.y_min + box.y_min, best->sum.x_max + box.x_max,
               best->sum.y_max + box.y_max};
  ++best->by;
  best->last = annotator;
}

// Nobody is ever sure: one more annotator who might say any of the classes counts a tenth.
void SayFrameClasses(const std::vector<AnnotatedFrame>& all, std::size_t self, const std::vector<NameId>& seen,
                     PredictedFrame& predicted) {
  constexpr double kDoubt = 0.1;
  double said = 0;
  std::map<NameId, double> votes;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == self) continue;
    for (const NameId id : all[i].frame.frame_classes) ++votes[id], ++said;
  }
  if (said == 0) return;
  const double each = kDoubt / static_cast<double>(std::max<std::size_t>(seen.size(), 1));
  for (const NameId id : seen) {
    const auto vote = votes.find(id);
    predicted.class_probabilities.push_back({id, ((vote == votes.end() ? 0 : vote->second) + each) / (said + kDoubt)});
  }
}

}  // namespace

std::vector<AnnotatedFrame> ByAnnotator(const LabeledFrame& frame) {
  std::vector<AnnotatedFrame> all;
  const auto of = [&](std::string_view annotator) -> LabeledFrame& {
    const auto known = std::ranges::find(all, annotator, &AnnotatedFrame::annotator);
    if (known != all.end()) return known->frame;
    AnnotatedFrame& added = all.emplace_back(AnnotatedFrame{annotator, frame});
    added.frame.labels.clear();
    added.frame.other_label_classes.clear();
    return added.frame;
  };
  const auto by = [&](const Label& label) { return label.annotator.empty() ? frame.annotator : label.annotator; };
  if (!frame.annotator.empty() || frame.labels.empty() || !frame.frame_classes.empty()) of(frame.annotator);
  for (const Label& label : frame.labels) {
    Label& own = of(by(label)).labels.emplace_back(label);
    own.annotator = {};
  }
  for (AnnotatedFrame& each : all) {
    each.frame.annotator = each.annotator;
    if (each.annotator != frame.annotator) each.frame.frame_classes.clear();
  }
  return all;
}

PredictedFrame OthersOf(const std::vector<AnnotatedFrame>& all, std::size_t self, const std::vector<NameId>& seen) {
  PredictedFrame predicted;
  std::vector<Drawn> objects;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == self) continue;
    for (const Label& label : all[i].frame.labels) Draw(label, i + 1, objects);
  }
  const auto others = static_cast<double>(all.size() - 1);
  for (const Drawn& object : objects) {
    Prediction& prediction = predicted.predictions.emplace_back();
    prediction.shape = {ShapeKind::kBox, object.Mean(), {}};
    prediction.class_id = object.class_id;
    prediction.score = static_cast<double>(object.by) / others;
  }
  SayFrameClasses(all, self, seen, predicted);
  return predicted;
}

}  // namespace labelwatch
