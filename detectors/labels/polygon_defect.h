#pragma once
// What is wrong with an encoded polygon, whatever the picture shows.
//
// Crossings are found by comparing every two sides of a ring. Work is bounded: a ring that needs more tests than are
// left is not tested for crossings.

#include <cstddef>
#include <string_view>

namespace labelwatch {

enum class PolygonDefect { kNone, kNotANumber, kFewPoints, kNoArea, kCrossesItself };

// About a millisecond; a ring of 700 points needs as many.
inline constexpr std::size_t kCrossingTestsPerFrame = 1 << 18;

// Takes the tests that were made from `tests_left`. kNone also where the bytes are no polygon: wire refuses those.
PolygonDefect DefectOfPolygon(std::string_view encoded, std::size_t& tests_left);

}  // namespace labelwatch
