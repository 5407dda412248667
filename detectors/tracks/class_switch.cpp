#include <algorithm>
#include <cmath>

#include "detectors/matching/box_overlap.h"
#include "detectors/tracks/track_errors.h"

namespace labelwatch {
namespace {

constexpr std::size_t kLeastUsual = 3;  // frames that make a class the usual one
constexpr double kSamePlace = 0.3;      // IoU: a chain or an id that went to another object is not about class

}  // namespace

std::optional<TrackSuspicion> FindClassSwitch(const TrackView& view) {
  if (view.past.size() < kLeastUsual) return std::nullopt;
  const Box expected = ClosestExpected(view.object.box, view.now.index, view.past, view.now.width, view.now.height);
  if (IoU(view.object.box, expected) < kSamePlace) return std::nullopt;

  // The usual class by majority vote (Boyer-Moore), then counted; the frame itself votes too.
  NameId usual = view.object.class_id;
  std::size_t lead = 1;
  const auto class_at = [&](const Sighting& sighting) {
    return view.before[sighting.frames_back - 1]->Find(view.object.track)->class_id;
  };
  for (const Sighting& sighting : view.past) {
    const NameId class_id = class_at(sighting);
    if (lead == 0) usual = class_id;
    lead = class_id == usual ? lead + 1 : lead - 1;
  }
  std::size_t of_usual = usual == view.object.class_id, of_this = 1;
  std::int64_t first = view.now.index;
  for (const Sighting& sighting : view.past) {
    const NameId class_id = class_at(sighting);
    of_usual += class_id == usual;
    if (class_id == view.object.class_id) {
      ++of_this;
      first = sighting.index;
    }
  }

  const double total = static_cast<double>(view.past.size() + 1);
  TrackSuspicion found;
  found.error = TrackError::kClassSwitch;
  if (usual != view.object.class_id) {
    if (of_usual < kLeastUsual) return std::nullopt;
    // The switch itself is certain; that it is a mistake gets less likely the longer it lasts.
    found.evidence = 6 + std::log(static_cast<double>(of_usual) / total) - 1.0 * static_cast<double>(of_this - 1);
    found.first_frame = found.last_frame = view.now.index;
    found.frames = of_this;
    found.number = static_cast<double>(of_usual);
    found.usual_class = usual;
    return found;
  }
  // This frame is right: were the first frames of the track the wrong ones? Said once, when the usual class has come
  // to `kLeastUsual` frames, on this frame, since theirs have left.
  const std::size_t others = view.past.size() + 1 - of_usual;
  const NameId oldest = class_at(view.past.back());
  if (of_usual != kLeastUsual || others == 0 || oldest == usual || view.past.size() + 1 > 2 * kLeastUsual - 1 ||
      first <= view.past.back().index) {
    return std::nullopt;
  }
  // Only a switch at the start: from `oldest` to the usual class, once, in neighbouring frames.
  for (std::size_t i = 0; i < view.past.size(); ++i) {
    if ((class_at(view.past[i]) == usual) != (i + 1 < of_usual)) return std::nullopt;
  }
  found.evidence = 4 - 1.0 * static_cast<double>(others - 1);
  found.first_frame = view.past.back().index;
  found.last_frame = view.past[of_usual - 1].index;
  found.frames = others;
  found.number = static_cast<double>(of_usual);
  found.usual_class = usual;
  return found;
}

}  // namespace labelwatch
