#include "detectors/health/empty_frames.h"

#include "detectors/health/coordinates.h"

namespace labelwatch {
namespace {

constexpr std::size_t kFewEmpty = 5, kFewLabeled = 10;  // frames of the sample
constexpr double kMostSeen = 0.8;                       // of the empty ones the model sees something in
constexpr double kAsMuch = 0.5;                         // objects per frame, of those in labeled frames
constexpr double kRight = 0.6;                          // of what it sees in labeled frames lies on a label

}  // namespace

std::optional<EmptyFrames> FindUnlabeled(const SampledModel& model) {
  EmptyFrames found;
  std::size_t labeled = 0, in_empty = 0, in_labeled = 0;
  for (const SampledFrame& frame : model.frames) {
    if (frame.empty) {
      ++found.empty;
      found.seen += frame.predictions.empty() ? 0 : 1;
      in_empty += frame.predictions.size();
    } else {
      ++labeled;
      in_labeled += frame.predictions.size();
    }
  }
  if (found.empty < kFewEmpty || labeled < kFewLabeled) return {};
  const auto number = [](std::size_t n) { return static_cast<double>(n); };
  const double per_empty = number(in_empty) / number(found.empty), per_labeled = number(in_labeled) / number(labeled);
  const bool as_much = number(found.seen) >= kMostSeen * number(found.empty) && per_empty >= kAsMuch * per_labeled;
  // A model that sees things where nothing is does so in labeled frames as well.
  const bool right = number(MeetingsOf(model).met) >= kRight * number(in_labeled);
  if (!as_much || !right) return {};
  return found;
}

}  // namespace labelwatch
