#pragma once
// Whether two boxes side by side make up a third one: two objects under one label, or two labels on one object. Pure.

#include <algorithm>
#include <cstddef>
#include <span>

#include "detectors/matching/box_overlap.h"

namespace labelwatch {

// Of two boxes and the one that they may fill; shares 0..1.
struct FilledByTwo {
  double fit = 0;      // IoU of the whole with the box around both
  double filled = 0;   // share of the whole that one of them covers
  double smaller = 0;  // area of the smaller one, of the whole
  double shared = 0;   // what they share, of the smaller one
  double aligned = 0;  // across the direction in which they follow each other: the common part of their extents
};

inline FilledByTwo FillingOf(const Box& whole, const Box& one, const Box& other) {
  const Box around = {std::min(one.x_min, other.x_min), std::min(one.y_min, other.y_min),
                      std::max(one.x_max, other.x_max), std::max(one.y_max, other.y_max)};
  const Box both = {std::max(one.x_min, other.x_min), std::max(one.y_min, other.y_min),
                    std::min(one.x_max, other.x_max), std::min(one.y_max, other.y_max)};
  const double shared = Intersection(one, other), smaller = std::min(one.Area(), other.Area());
  const double in_all = both.Empty() ? 0 : Intersection(both, whole);
  return {IoU(whole, around), (Intersection(one, whole) + Intersection(other, whole) - in_all) / whole.Area(),
          smaller / whole.Area(), shared / smaller,
          std::max(both.Width() / std::max(one.Width(), other.Width()),
                   both.Height() / std::max(one.Height(), other.Height()))};
}

// Of several boxes the two that fill the whole best, by their places; `filling.fit` 0: no two do.
struct BestTwo {
  FilledByTwo filling;
  std::size_t first = 0, second = 0;
};

// `box`: of a place; `fills`: whether a filling counts.
template <typename BoxAt, typename Fills>
BestTwo BestTwoOf(const Box& whole, std::span<const std::size_t> places, BoxAt box, Fills fills) {
  BestTwo best;
  for (std::size_t a = 0; a < places.size(); ++a) {
    for (std::size_t b = a + 1; b < places.size(); ++b) {
      const FilledByTwo filling = FillingOf(whole, box(places[a]), box(places[b]));
      if (fills(filling) && filling.fit > best.filling.fit) best = {filling, places[a], places[b]};
    }
  }
  return best;
}

}  // namespace labelwatch
