#include "detectors/matching/convex_overlap.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace labelwatch {
namespace {

Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
double Cross(Point a, Point b) { return a.x * b.y - a.y * b.x; }

// Each of the four cuts adds at most one corner to the four there are.
struct ConvexPolygon {
  std::array<Point, 8> corners;
  std::size_t size = 0;

  // A cut of a convex shape has at most two new corners; rounding cannot make it more than the room there is.
  void Add(Point point) {
    if (size < corners.size()) corners[size++] = point;
  }
  double Area() const {
    double twice = 0;
    for (std::size_t i = 2; i < size; ++i) {
      twice += Cross(corners[i - 1] - corners[0], corners[i] - corners[0]);
    }
    return twice / 2;
  }
};

// What lies to the right of the way from `from` to `to`, which is inside for corners that run clockwise on the screen.
ConvexPolygon Clip(const ConvexPolygon& polygon, Point from, Point to) {
  ConvexPolygon result;
  for (std::size_t i = 0; i < polygon.size; ++i) {
    const Point here = polygon.corners[i], next = polygon.corners[i + 1 < polygon.size ? i + 1 : 0];
    const double inside = Cross(to - from, here - from), inside_next = Cross(to - from, next - from);
    if (inside >= 0) result.Add(here);
    if ((inside > 0 && inside_next < 0) || (inside < 0 && inside_next > 0)) {
      const double share = inside / (inside - inside_next);
      result.Add({here.x + share * (next.x - here.x), here.y + share * (next.y - here.y)});
    }
  }
  return result;
}

double AreaOf(const Corners& corners) { return Cross(corners[1] - corners[0], corners[3] - corners[0]); }

}  // namespace

Corners CornersOf(const Box& box) {
  return {{{box.x_min, box.y_min}, {box.x_max, box.y_min}, {box.x_max, box.y_max}, {box.x_min, box.y_max}}};
}

Corners CornersOf(const RotatedBox& box) {
  const double angle = box.rotation_degrees * std::numbers::pi / 180;
  const double c = std::cos(angle), s = std::sin(angle);
  const auto corner = [&](double across, double down) {
    const double x = across * box.width / 2, y = down * box.height / 2;
    return Point{box.center_x + c * x - s * y, box.center_y + s * x + c * y};
  };
  return {corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)};
}

double SharedArea(const Corners& a, const Corners& b) {
  // Near the origin, so that no digits are lost far from it.
  const Point origin = a[0];
  ConvexPolygon rest;
  for (const Point& corner : a) rest.Add(corner - origin);
  for (std::size_t i = 0; i < b.size(); ++i) rest = Clip(rest, b[i] - origin, b[(i + 1) % b.size()] - origin);
  return std::clamp(rest.Area(), 0.0, std::min(AreaOf(a), AreaOf(b)));
}

}  // namespace labelwatch
