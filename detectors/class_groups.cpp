#include "detectors/class_groups.h"

#include <algorithm>

#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr double kOnIt = 0.4;    // IoU from which a prediction is about a label, as wrong_class takes it
constexpr double kInside = 0.5;  // share of a prediction in a label of many
constexpr std::size_t kMostPairs = std::size_t{1}
                                   << 24;  // of labels and predictions: fuller frames are left as they are

bool IsGroup(const Label& label) { return label.crowd || label.ignore; }

}  // namespace

ClassGroups::ClassGroups(const ClassGroupsByName& groups, NameTable& classes) {
  for (const auto& [whole, members] : groups) {
    Group& group = groups_.emplace_back();
    group.whole = classes.Add(whole);
    for (const std::string& member : members) group.members.push_back(classes.Add(member));
  }
}

bool ClassGroups::Contains(NameId whole, NameId member) const {
  return std::ranges::any_of(groups_, [&](const Group& group) {
    return group.whole == whole && std::ranges::find(group.members, member) != group.members.end();
  });
}

bool ClassGroups::Related(NameId a, NameId b) const { return Contains(a, b) || Contains(b, a); }

void ClassGroups::Apply(LabeledFrame& labels, std::span<PredictedFrame> predictions) const {
  if (groups_.empty()) return;
  std::size_t all = 0;
  for (const PredictedFrame& predicted : predictions) all += predicted.predictions.size();
  if (all * labels.labels.size() > kMostPairs) return;
  MarkGroups(labels, predictions);
  for (PredictedFrame& predicted : predictions) Rename(labels, predicted);
}

void ClassGroups::MarkGroups(LabeledFrame& labels, std::span<const PredictedFrame> predictions) const {
  for (std::size_t i = 0; i < labels.labels.size(); ++i) {
    Label& label = labels.labels[i];
    const Box box = label.shape.bounds;
    if (IsGroup(label) || !box.Finite() || box.Empty()) continue;
    const auto group = std::ranges::find(groups_, label.class_id, &Group::whole);
    if (group == groups_.end()) continue;
    bool inside = false, on_it = false;
    for (const PredictedFrame& predicted : predictions) {
      for (const Prediction& prediction : predicted.predictions) {
        const Box& seen = prediction.shape.bounds;
        if (!seen.Finite() || seen.Empty()) continue;
        const bool member = Contains(label.class_id, prediction.class_id);
        if (!member && prediction.class_id != label.class_id) continue;
        on_it = on_it || IoU(box, seen) >= kOnIt;
        inside = inside || (member && ShareInside(seen, box) >= kInside);
      }
    }
    if (!inside || on_it) continue;
    label.crowd = true;
    for (const NameId member : group->members) labels.ignore_regions.push_back({box, member, false});
  }
}

void ClassGroups::Rename(const LabeledFrame& labels, PredictedFrame& predicted) const {
  for (Prediction& prediction : predicted.predictions) {
    const Box& seen = prediction.shape.bounds;
    if (!seen.Finite() || seen.Empty()) continue;
    double own = 0, related = 0;
    NameId to = prediction.class_id;
    for (const Label& label : labels.labels) {
      const bool same = label.class_id == prediction.class_id;
      if (IsGroup(label) || (!same && !Related(label.class_id, prediction.class_id))) continue;
      const double iou = IoU(label.shape.bounds, seen);
      if (same) {
        own = std::max(own, iou);
      } else if (iou >= kOnIt && iou > related) {
        related = iou;
        to = label.class_id;
      }
    }
    if (own < kOnIt) prediction.class_id = to;
  }
}

}  // namespace labelwatch
