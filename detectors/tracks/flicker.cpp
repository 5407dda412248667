#include <algorithm>

#include "detectors/matching/box_overlap.h"
#include "detectors/tracks/track_errors.h"

namespace labelwatch {
namespace {
constexpr double kLeastIoU = 0.3, kWitnessIoU = 0.5, kMostExcused = 0.5;
}  // namespace

std::optional<TrackSuspicion> FindFlicker(const TrackView& view) {
  if (view.past.empty()) return std::nullopt;
  const std::size_t absent = view.past[0].frames_back - 1;
  if (absent == 0 || absent > view.options.gap) return std::nullopt;
  const Box expected = ClosestExpected(view.object.box, view.now.index, view.past, view.now.width, view.now.height);
  const double iou = IoU(view.object.box, expected);
  if (iou < kLeastIoU) return std::nullopt;

  // Absent frames, newest first: does a model see the object there, or does a crowd region hold it?
  const Sighting here{view.now.index, 0, view.object.box};
  std::size_t asked = 0, seen = 0;
  double best = -1;
  for (std::size_t back = 0; back < absent; ++back) {
    const SequenceFrame& frame = *view.before[back];
    const Box place = Between(view.past[0], here, frame.index);
    for (const Box& region : frame.excused) {
      if (ShareInside(place, region) >= kMostExcused) return std::nullopt;
    }
    asked += frame.predicted;
    double witness = -1;
    for (const SeenPrediction& prediction : frame.predictions) {
      if (IoU(prediction.box, place) < kWitnessIoU) continue;
      // A prediction that another label of the frame accounts for is no witness: that object hides this one.
      const bool taken = std::ranges::any_of(frame.objects, [&](const TrackedObject& other) {
        return IoU(prediction.box, other.box) > IoU(prediction.box, place);
      });
      if (!taken) witness = std::max(witness, prediction.score);
    }
    seen += witness >= 0;
    best = std::max(best, witness);
  }

  TrackSuspicion found;
  found.error = TrackError::kFlicker;
  found.evidence = 2.5 + 4 * (iou - 0.7) - 0.7 * static_cast<double>(absent - 1) +
                   0.3 * static_cast<double>(std::min<std::size_t>(view.past.size(), 4));
  if (asked > 0) found.evidence += seen > 0 ? 1.5 * best : -1.5;
  found.first_frame = view.before[absent - 1]->index;
  found.last_frame = view.before[0]->index;
  found.frames = absent;
  found.number = iou;
  found.model = best;
  found.has_box = true;
  found.suggested = Between(view.past[0], here, found.first_frame);
  return found;
}

}  // namespace labelwatch
