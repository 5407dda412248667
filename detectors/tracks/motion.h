#pragma once
// How a track moves: where it should be by constant velocity, and how far a box is from there, in shares of its size.

#include <cstdint>
#include <optional>
#include <span>

#include "schema/shapes.h"

namespace labelwatch {

// One box of a track. Tracks are lists of sightings, newest first.
struct Sighting {
  std::int64_t index = 0;       // sequence_index
  std::size_t frames_back = 0;  // remembered frames between it and the frame being judged, plus one
  Box box;
};

// The box moved on by the velocity of each of its sides between two sightings. REQUIRES: newer.index > older.index.
Box MovedOn(const Sighting& newer, const Sighting& older, std::int64_t to_index);

// The box at `index` on the straight way between two sightings around it.
Box Between(const Sighting& before, const Sighting& after, std::int64_t index);

// Largest distance of a side, as a share of the box's width (x) or height (y), of at least 10 pixels, since small boxes
// are drawn to the pixel. Sides at the border of the image are left out: there a box is cut, and stops moving.
double SideDistance(const Box& box, const Box& expected, double image_width, double image_height);

// Where the box is expected that comes closest to `box`: standing still, moving on from the two last sightings, or
// moving on from those before the last one (which may have been the wrong one).
// REQUIRES: at least one sighting.
Box ClosestExpected(const Box& box, std::int64_t index, std::span<const Sighting> past, double image_width,
                    double image_height);

}  // namespace labelwatch
