#include <algorithm>
#include <array>
#include <cmath>

#include "detectors/tracks/track_errors.h"

namespace labelwatch {
namespace {

constexpr std::size_t kLeastPast = 3;
constexpr double kLeastJump = 0.1;    // of the size; less is drawing
constexpr double kMostEvidence = 7;   // beyond it the distance adds nothing
constexpr double kLeastUsual = 0.02;  // nobody draws more evenly than that

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

  TrackSuspicion found;
  found.error = TrackError::kJump;
  found.evidence = std::min(kMostEvidence, -1.5 + 1.5 * std::log(distance / usual) + 1.5 * std::log(distance / 0.2));
  found.first_frame = found.last_frame = view.now.index;
  found.number = distance;
  found.has_box = true;
  found.suggested = expected;
  return found;
}

}  // namespace labelwatch
