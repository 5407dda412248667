#include "detectors/frame_before.h"

#include <algorithm>

namespace labelwatch {

void FrameBefore::Show(const SequenceMoment& moment, ObjectShapes& objects, Scene& scene) {
  labels_.clear();
  if (moment.before.empty()) return scene.SetBefore({}, {});
  const SequenceFrame& before = *moment.before.front();
  // Both are by rising track.
  auto now = moment.now.objects.begin();
  for (const TrackedObject& object : before.objects) {
    now = std::find_if(now, moment.now.objects.end(),
                       [&](const TrackedObject& candidate) { return candidate.track >= object.track; });
    const bool goes_on = now != moment.now.objects.end() && now->track == object.track;
    const double margin = objects.MarginOf(object.kind, object.class_id);
    const Box box = BoundsWithoutMargin({object.kind, object.box, {}}, margin, {before.width, before.height});
    labels_.push_back({box, object.class_id, goes_on ? now->label : -1});
  }
  seen_.resize(1);
  PredictedFrame& seen = seen_.front();
  seen.Clear();
  for (const SeenPrediction& prediction : before.predictions) {
    seen.predictions.push_back(
        {{ShapeKind::kBox, prediction.box, {}}, prediction.class_id, prediction.score, {}, 0, 0});
  }
  scene.SetBefore(seen_, labels_);
}

}  // namespace labelwatch
