#include "consumers/files/formats/scalabel/scalabel_shape.h"

#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

#include "consumers/files/formats/coco/coco_values.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

constexpr int kCurveSteps = 8;  // lines a Bezier curve becomes

struct Point {
  double x = 0, y = 0;
};

std::optional<Box> ReadBox(JsonValue box) {
  for (const char* side : {"x1", "y1", "x2", "y2"}) {
    if (!box[side].HoldsNumber()) return {};
  }
  return Box{box["x1"].Number(), box["y1"].Number(), box["x2"].Number() + 1, box["y2"].Number() + 1};
}

std::optional<std::vector<Point>> ReadVertices(JsonValue list) {
  std::vector<Point> points;
  bool good = list.IsArray() && list.Size() > 0;
  list.ForElements([&](JsonValue vertex) {
    good = good && vertex.IsArray() && vertex.Size() == 2;
    double xy[2] = {0, 0};
    std::size_t n = 0;
    if (good) {
      vertex.ForElements([&](JsonValue number) {
        good = good && number.HoldsNumber();
        xy[n++] = number.Number();
      });
    }
    points.push_back({xy[0], xy[1]});
  });
  if (!good) return {};
  return points;
}

// B(t) = (1-t)^3 a + 3 (1-t)^2 t b + 3 (1-t) t^2 c + t^3 d, for t in (0, 1].
void AppendCurve(Point a, Point b, Point c, Point d, std::vector<double>& xy) {
  for (int step = 1; step <= kCurveSteps; ++step) {
    const double t = static_cast<double>(step) / kCurveSteps, s = 1 - t;
    const double wa = s * s * s, wb = 3 * s * s * t, wc = 3 * s * t * t, wd = t * t * t;
    xy.push_back(wa * a.x + wb * b.x + wc * c.x + wd * d.x);
    xy.push_back(wa * a.y + wb * b.y + wc * c.y + wd * d.y);
  }
}

// Types: a letter per vertex, L line, C Bezier. As Scalabel draws it, three C are two control points and the end of the
// curve; two C before an L (or before the closing of the path) are control points of a curve that ends there.
bool Flatten(const std::vector<Point>& points, std::string_view types, std::vector<double>& xy) {
  if (!types.empty() && types.size() != points.size()) return false;
  xy.push_back(points[0].x);
  xy.push_back(points[0].y);
  Point last = points[0];
  for (std::size_t i = 1; i < points.size();) {
    if (types.empty() || types[i] == 'L') {
      last = points[i++];
      xy.push_back(last.x);
      xy.push_back(last.y);
      continue;
    }
    if (types[i] != 'C' || i + 1 >= points.size() || types[i + 1] != 'C') return false;
    const Point end = i + 2 < points.size() ? points[i + 2] : points[0];
    AppendCurve(last, points[i], points[i + 1], end, xy);
    last = end;
    i += 3;
  }
  return true;
}

// [[x, y, "L"], [x, y, "C"], ...]: one path, as BDD100K first had it.
Result<std::vector<Ring>> ReadOldPath(JsonValue poly2d) {
  std::vector<Point> points;
  std::string types;
  bool good = true;
  poly2d.ForElements([&](JsonValue vertex) {
    double xy[2] = {0, 0};
    std::size_t n = 0;
    good = good && vertex.Size() == 3;
    if (!good) return;
    vertex.ForElements([&](JsonValue value) {
      if (n < 2) {
        good = good && value.HoldsNumber();
        xy[n++] = value.Number();
      } else {
        types += value.Text();
      }
    });
    points.push_back({xy[0], xy[1]});
  });
  std::vector<Ring> rings(1);
  if (!good || !Flatten(points, types, rings[0].xy)) {
    return BadInput("its poly2d has vertices that are not two numbers and a type");
  }
  return rings;
}

// `open`: there are lines that enclose nothing, such as lanes.
Result<std::vector<Ring>> ReadPaths(JsonValue poly2d, bool& open) {
  std::vector<Ring> rings;
  const char* trouble = nullptr;
  bool old = poly2d.Size() > 0;
  poly2d.ForElements([&](JsonValue path) { old = old && path.IsArray(); });
  if (old) return ReadOldPath(poly2d);
  poly2d.ForElements([&](JsonValue path) {
    const JsonValue closed = path["closed"];
    if (!closed.IsMissing() && !closed.Truth()) {
      open = true;
      return;
    }
    const auto points = ReadVertices(path["vertices"]);
    if (!points) {
      trouble = "its poly2d has vertices that are not pairs of numbers";
      return;
    }
    Ring ring;
    if (!Flatten(*points, path["types"].Text(), ring.xy)) trouble = "its poly2d has types that do not fit its vertices";
    rings.push_back(std::move(ring));
  });
  if (trouble != nullptr) return BadInput(trouble);
  return rings;
}

bool Agree(const Box& a, const Box& b) {
  return std::abs(a.x_min - b.x_min) <= kAgreePixels && std::abs(a.y_min - b.y_min) <= kAgreePixels &&
         std::abs(a.x_max - b.x_max) <= kAgreePixels && std::abs(a.y_max - b.y_max) <= kAgreePixels;
}

}  // namespace

Result<ScalabelShape> ReadScalabelShape(JsonValue label, std::string& encoded) {
  encoded.clear();
  ScalabelShape read;
  const JsonValue box2d = label["box2d"], rle = label["rle"], poly2d = label["poly2d"];
  std::optional<Box> box;
  if (!box2d.IsMissing()) {
    box = ReadBox(box2d);
    if (!box) return BadInput("its box2d has no four numbers x1, y1, x2, y2");
  }
  if (!rle.IsMissing()) {
    const auto mask = ReadCocoRuns(rle, encoded);
    if (!mask) return BadInput("its rle is broken or does not fit its size");
    read.shape = *mask;
  } else if (!poly2d.IsMissing()) {
    if (!poly2d.IsArray()) return BadInput("its poly2d is no list");
    bool open = false;
    const auto rings = ReadPaths(poly2d, open);
    if (!rings) return tl::unexpected<Error>(rings.error());
    if (!rings->empty()) read.shape = EncodePolygon(*rings, encoded);
    if (rings->empty() && !open && !box) return BadInput("its poly2d is empty");
  } else if (!box && label["box3d"].IsMissing()) {
    return BadInput("it has neither box2d, poly2d nor rle");
  }
  if (!box) return read;
  read.outline_disagrees = read.shape.kind != ShapeKind::kNone && !Agree(*box, read.shape.bounds);
  if (read.shape.kind == ShapeKind::kNone || read.outline_disagrees) {
    encoded.clear();
    read.shape = {ShapeKind::kBox, *box, {}};
  }
  return read;
}

}  // namespace labelwatch
