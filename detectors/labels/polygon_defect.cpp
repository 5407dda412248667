#include "detectors/labels/polygon_defect.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

struct Point {
  double x = 0, y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

// Without repeated neighbours; a ring may be closed by its first point.
std::vector<Point> PointsOf(const Ring& ring) {
  std::vector<Point> points;
  points.reserve(ring.xy.size() / 2);
  for (std::size_t i = 0; i + 1 < ring.xy.size(); i += 2) {
    const Point point = {ring.xy[i], ring.xy[i + 1]};
    if (points.empty() || points.back() != point) points.push_back(point);
  }
  while (points.size() > 1 && points.front() == points.back()) points.pop_back();
  return points;
}

// Twice the area of the triangle, > 0 where c lies to one side of the line from a to b.
double Turn(const Point& a, const Point& b, const Point& c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

// Each side separates the ends of the other; sides that only touch do not cross.
bool Cross(const Point& a, const Point& b, const Point& c, const Point& d) {
  const double c_side = Turn(a, b, c), d_side = Turn(a, b, d), a_side = Turn(c, d, a), b_side = Turn(c, d, b);
  return ((c_side > 0 && d_side < 0) || (c_side < 0 && d_side > 0)) &&
         ((a_side > 0 && b_side < 0) || (a_side < 0 && b_side > 0));
}

bool CrossesItself(const std::vector<Point>& ring, std::size_t& tests_left) {
  const std::size_t n = ring.size(), tests = n * (n - 1) / 2;
  if (n < 4 || n > kCrossingTestsPerFrame || tests > tests_left) return false;
  tests_left -= tests;
  for (std::size_t i = 0; i + 2 < n; ++i) {
    const std::size_t end = i == 0 ? n - 1 : n;  // the last side meets the first one
    for (std::size_t j = i + 2; j < end; ++j) {
      if (Cross(ring[i], ring[i + 1], ring[j], ring[(j + 1) % n])) return true;
    }
  }
  return false;
}

double Area(const std::vector<Point>& ring) {
  double twice = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) twice += Turn(ring[0], ring[i], ring[i + 1]);
  return std::abs(twice) / 2;
}

}  // namespace

PolygonDefect DefectOfPolygon(std::string_view encoded, std::size_t& tests_left) {
  const auto rings = DecodePolygon(encoded);
  if (!rings) return PolygonDefect::kNone;
  bool crosses = false, covers = false;
  for (const Ring& ring : *rings) {
    if (!std::all_of(ring.xy.begin(), ring.xy.end(), [](double value) { return std::isfinite(value); })) {
      return PolygonDefect::kNotANumber;
    }
    const std::vector<Point> points = PointsOf(ring);
    if (points.size() < 3) return PolygonDefect::kFewPoints;
    crosses |= CrossesItself(points, tests_left);
    covers |= !ring.hole && Area(points) > 0;
  }
  if (crosses) return PolygonDefect::kCrossesItself;
  return covers ? PolygonDefect::kNone : PolygonDefect::kNoArea;
}

}  // namespace labelwatch
