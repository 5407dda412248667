#include <algorithm>
#include <array>

#include "detectors/matching/box_overlap.h"
#include "detectors/tracks/track_errors.h"

namespace labelwatch {
namespace {

constexpr double kContinues = 0.5;  // IoU with where the other track should be
constexpr double kLost = 0.3;       // IoU below which a track is not where it should be

// The track of `object`, which is in view.before[back], from there on; at most three sightings.
struct Tail {
  std::array<Sighting, 3> sightings;
  std::size_t size = 0;
  std::span<const Sighting> Span() const { return std::span(sightings).first(size); }
};

Tail TailOf(const TrackView& view, std::uint64_t track, std::size_t back) {
  Tail tail;
  for (std::size_t i = back; i < view.before.size() && tail.size < tail.sightings.size(); ++i) {
    if (const TrackedObject* object = view.before[i]->Find(track)) {
      tail.sightings[tail.size++] = {view.before[i]->index, i + 1, object->box};
    }
  }
  return tail;
}

double ExpectedIoU(const TrackView& view, const Box& box, std::span<const Sighting> past, Box& expected) {
  expected = ClosestExpected(box, view.now.index, past, view.now.width, view.now.height);
  return IoU(box, expected);
}

bool Other(const TrackView& view, const TrackedObject& object) {
  return object.track != view.object.track && object.class_id == view.object.class_id && !object.ambiguous &&
         object.id_size > 0;
}

}  // namespace

std::optional<TrackSuspicion> FindBrokenId(const TrackView& view) {
  if (!view.past.empty() || view.object.id_size == 0) return std::nullopt;
  std::optional<TrackSuspicion> found;
  for (std::size_t back = 0; back <= view.options.gap && back < view.before.size(); ++back) {
    for (const TrackedObject& old : view.before[back]->objects) {
      if (!Other(view, old) || view.now.Find(old.track) != nullptr) continue;
      // Its last frame must be this one.
      bool later = false;
      for (std::size_t i = 0; i < back; ++i) later |= view.before[i]->Find(old.track) != nullptr;
      if (later) continue;
      const Tail tail = TailOf(view, old.track, back);
      Box expected;
      const double iou = ExpectedIoU(view, view.object.box, tail.Span(), expected);
      if (iou < kContinues || (found && iou <= found->number)) continue;
      found.emplace();
      found->error = TrackError::kBrokenId;
      found->evidence = 4 + 5 * (iou - 0.8) - 0.7 * static_cast<double>(back) + 0.3 * static_cast<double>(tail.size);
      found->first_frame = found->last_frame = view.before[back]->index;
      found->frames = back;
      found->number = iou;
      found->other_id = view.before[back]->TrackId(old);
    }
  }
  return found;
}

std::optional<TrackSuspicion> FindSwappedIds(const TrackView& view) {
  if (view.past.empty() || view.object.id_size == 0 || view.past[0].frames_back != 1) return std::nullopt;
  Box expected;
  const double own = ExpectedIoU(view, view.object.box, view.past, expected);
  if (own >= kLost) return std::nullopt;
  std::optional<TrackSuspicion> found;
  for (const TrackedObject& other : view.before[0]->objects) {
    if (!Other(view, other)) continue;
    const Tail tail = TailOf(view, other.track, 0);
    Box unused;
    const double iou = ExpectedIoU(view, view.object.box, tail.Span(), unused);
    if (iou < kContinues || (found && iou <= found->number)) continue;
    // If the other track is still where it should be, two labels lie on one object, which is not about ids.
    const TrackedObject* now = view.now.Find(other.track);
    if (now != nullptr && ExpectedIoU(view, now->box, tail.Span(), unused) >= kContinues) continue;
    // In rows of parked cars a box that is one place off lies where another was: only an exchange goes both ways.
    Box unused_too;
    const bool mutual = now != nullptr && ExpectedIoU(view, now->box, view.past, unused_too) >= kContinues;
    if (!mutual) continue;
    found.emplace();
    found->error = TrackError::kSwappedIds;
    found->evidence = 6 + 4 * (iou - own - 0.7);
    found->first_frame = found->last_frame = view.before[0]->index;
    found->number = iou;
    found->has_box = true;
    found->suggested = expected;
    found->other_id = view.before[0]->TrackId(other);
  }
  return found;
}

}  // namespace labelwatch
