#include <algorithm>
#include <array>
#include <cmath>

#include "detectors/matching/box_overlap.h"
#include "detectors/tracks/track_errors.h"

namespace labelwatch {
namespace {

constexpr std::size_t kLeastPast = 3;
constexpr double kLeastJump = 0.1;  // of the size; less is drawing
constexpr double kMostEvidence = 7;
constexpr double kLeastUsual = 0.02;  // nobody draws more evenly than that
constexpr double kModelWeight = 6;    // of a difference of IoU
constexpr double kAgrees = 0.5;       // IoU from which on a prediction is said to be where the track was expected

struct Nearest {
  double iou = 0, score = -1;
};

Nearest NearestPrediction(const SequenceFrame& frame, NameId class_id, const Box& box) {
  Nearest nearest;
  for (const SeenPrediction& prediction : frame.predictions) {
    if (prediction.class_id != class_id) continue;
    const double iou = IoU(prediction.box, box);
    if (iou > nearest.iou) nearest = {iou, prediction.score};
  }
  return nearest;
}

}  // namespace

std::optional<TrackSuspicion> FindJump(const TrackView& view) {
  if (view.past.size() < kLeastPast || view.past[0].frames_back != 1) return std::nullopt;
  const double width = view.now.width, height = view.now.height;
  const Box expected = ClosestExpected(view.object.box, view.now.index, view.past, width, height);
  const double distance = SideDistance(view.object.box, expected, width, height);
  if (distance < kLeastJump) return std::nullopt;

  // The track's own usual distance: the largest but one of its last steps, so that one earlier error does not hide
  // this.
  std::array<double, 4> own{};
  std::size_t steps = 0;
  for (std::size_t i = 0; i + 1 < view.past.size() && steps < own.size(); ++i) {
    const auto rest = view.past.subspan(i + 1);
    own[steps++] = SideDistance(
        view.past[i].box, ClosestExpected(view.past[i].box, view.past[i].index, rest, width, height), width, height);
  }
  std::sort(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(steps));
  const double usual = std::max({kLeastUsual, own[steps > 2 ? steps - 2 : 0], view.frame_distance});

  // Real objects jump too, or so it looks where a camera shakes. A model, which knows nothing of the track, tells the
  // two apart: it sees the object where it is.
  const Nearest at_label = NearestPrediction(view.now, view.object.class_id, view.object.box);
  const Nearest at_expected = NearestPrediction(view.now, view.object.class_id, expected);

  TrackSuspicion found;
  found.error = TrackError::kJump;
  found.evidence = std::min(kMostEvidence, -3 + 1.5 * std::log(distance / usual) + 1.5 * std::log(distance / 0.2) +
                                               kModelWeight * (at_expected.iou - at_label.iou));
  found.first_frame = found.last_frame = view.now.index;
  found.number = distance;
  if (at_expected.iou >= kAgrees && at_expected.iou > at_label.iou) found.model = at_expected.score;
  found.has_box = true;
  found.suggested = expected;
  return found;
}

}  // namespace labelwatch
