#include <algorithm>
#include <cmath>

#include "detectors/matching/box_overlap.h"
#include "detectors/tracks/track_errors.h"

namespace labelwatch {
namespace {

constexpr std::size_t kLeastFrames = 3;  // standing still, this one included
constexpr double kStill = 0.003;         // of the size, between neighbouring frames
constexpr double kOnIt = 0.5;            // IoU of the prediction when the label stood still first
constexpr double kStillOnIt = 0.2;       // and now
constexpr double kLeastMotion = 0.15;    // of the size: detectors tremble by up to a tenth

const SeenPrediction* BestOn(const SequenceFrame& frame, const TrackedObject& object, double least) {
  const SeenPrediction* best = nullptr;
  for (const SeenPrediction& prediction : frame.predictions) {
    const double iou = IoU(prediction.box, object.box);
    if (prediction.class_id != object.class_id || iou < least) continue;
    least = iou;
    best = &prediction;
  }
  return best;
}

}  // namespace

std::optional<TrackSuspicion> FindFrozen(const TrackView& view) {
  // How long the label has stood still.
  std::size_t still = 0;
  while (still < view.past.size() && view.past[still].frames_back == still + 1 &&
         SideDistance(view.past[still].box, view.object.box, 0, 0) <= kStill) {
    ++still;
  }
  if (still + 1 < kLeastFrames) return std::nullopt;
  const SeenPrediction* now = BestOn(view.now, view.object, kStillOnIt);
  const SequenceFrame& then_frame = *view.before[still - 1];
  const TrackedObject* then_object = then_frame.Find(view.object.track);
  const SeenPrediction* then = BestOn(then_frame, *then_object, kOnIt);
  if (now == nullptr || then == nullptr) return std::nullopt;
  const double moved = SideDistance(now->box, then->box, view.now.width, view.now.height);
  // The label must have become worse by it: a prediction that trembles back onto it is no motion.
  const double lost = IoU(then->box, view.object.box) - IoU(now->box, view.object.box);
  if (moved < kLeastMotion || lost <= 0) return std::nullopt;

  TrackSuspicion found;
  found.error = TrackError::kFrozen;
  found.evidence = 1 + 5 * (moved - 0.2) + 8 * (lost - 0.1) + 0.2 * static_cast<double>(still + 1 - kLeastFrames);
  found.first_frame = then_frame.index;
  found.last_frame = view.now.index;
  found.frames = still + 1;
  found.number = moved;
  found.model = now->score;
  found.has_box = true;
  found.suggested = now->box;
  return found;
}

}  // namespace labelwatch
