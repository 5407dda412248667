#include "detectors/tracks/motion.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

constexpr double kLeastSize = 10;  // pixels
constexpr double kBorder = 2;      // pixels

Box Along(const Sighting& from, const Sighting& to, double t) {
  const auto at = [t](double a, double b) { return a + (b - a) * t; };
  return {at(from.box.x_min, to.box.x_min), at(from.box.y_min, to.box.y_min), at(from.box.x_max, to.box.x_max),
          at(from.box.y_max, to.box.y_max)};
}

}  // namespace

Box MovedOn(const Sighting& newer, const Sighting& older, std::int64_t to_index) {
  const double steps = static_cast<double>(newer.index) - static_cast<double>(older.index);
  return Along(older, newer, (static_cast<double>(to_index) - static_cast<double>(older.index)) / steps);
}

Box Between(const Sighting& before, const Sighting& after, std::int64_t index) { return MovedOn(after, before, index); }

double SideDistance(const Box& box, const Box& expected, double image_width, double image_height) {
  const double width = std::max({box.Width(), expected.Width(), kLeastSize});
  const double height = std::max({box.Height(), expected.Height(), kLeastSize});
  double largest = 0;
  const auto side = [&](double a, double b, double size) { largest = std::max(largest, std::abs(a - b) / size); };
  const bool known = image_width > 0 && image_height > 0;
  const auto low = [&](double a, double b) { return known && std::min(a, b) <= kBorder; };
  const auto high = [&](double a, double b, double end) { return known && std::max(a, b) >= end - kBorder; };
  if (!low(box.x_min, expected.x_min)) side(box.x_min, expected.x_min, width);
  if (!low(box.y_min, expected.y_min)) side(box.y_min, expected.y_min, height);
  if (!high(box.x_max, expected.x_max, image_width)) side(box.x_max, expected.x_max, width);
  if (!high(box.y_max, expected.y_max, image_height)) side(box.y_max, expected.y_max, height);
  return largest;
}

Box ClosestExpected(const Box& box, std::int64_t index, std::span<const Sighting> past, double image_width,
                    double image_height) {
  Box best = past[0].box;
  double least = SideDistance(box, best, image_width, image_height);
  const auto consider = [&](const Box& expected) {
    if (expected.Empty()) return;
    const double distance = SideDistance(box, expected, image_width, image_height);
    if (distance < least) {
      least = distance;
      best = expected;
    }
  };
  if (past.size() > 1) consider(MovedOn(past[0], past[1], index));
  if (past.size() > 2) consider(MovedOn(past[1], past[2], index));
  return best;
}

}  // namespace labelwatch
