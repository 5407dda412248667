#pragma once
// Predictions that do not lie on the labels, and what they mean: the coordinates are other ones, or the frames are.
// Each way in which tools are known to differ is tried on the sample, and named where it makes them meet.
//
//   if (const auto other = FindOtherCoordinates(model)) ... other->how;   // "y and x stand in the other order"
//
// A weak model has no such way: its boxes lie beside the objects in all directions. Pure.

#include <cstddef>
#include <optional>
#include <string>

#include "detectors/health/input_sample.h"

namespace labelwatch {

// How many could lie on each other, by the smaller side of each frame, and how many do (IoU of at least a half).
struct Meetings {
  std::size_t possible = 0, met = 0;
};
Meetings MeetingsOf(const SampledModel& model);

struct OtherCoordinates {
  std::string how;             // what is other about the predictions, as a clause
  Meetings as_they_are, then;  // and if it were undone
};

// Nothing: they meet well enough, there are too few of them, or nothing that is known makes them meet.
std::optional<OtherCoordinates> FindOtherCoordinates(const SampledModel& model);

// Where they do meet, but all predictions lie off by the same distance: pixels to the right and down of the labels.
struct Offset {
  double x = 0, y = 0;
  std::size_t pairs = 0;
};
std::optional<Offset> FindOffset(const SampledModel& model);

}  // namespace labelwatch
