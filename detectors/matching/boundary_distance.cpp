#include "detectors/matching/boundary_distance.h"

#include <algorithm>
#include <cmath>

#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

double LengthOf(Point from, Point to) { return std::hypot(to.x - from.x, to.y - from.y); }

double SquaredDistance(Point point, Point from, Point to) {
  const double dx = to.x - from.x, dy = to.y - from.y, length = dx * dx + dy * dy;
  const double along = (point.x - from.x) * dx + (point.y - from.y) * dy;
  const double share = length > 0 ? std::clamp(along / length, 0.0, 1.0) : 0.0;
  const double x = from.x + share * dx - point.x, y = from.y + share * dy - point.y;
  return x * x + y * y;
}

bool Near(double value) { return std::abs(value) <= 1 << 30; }  // false for NaN

}  // namespace

std::optional<BoundaryGap> BoundaryDistance::Between(const Shape& shape, const Shape& reference) {
  const double diagonal = std::hypot(reference.bounds.Width(), reference.bounds.Height());
  if (!(diagonal > 0) || !Read(shape, first_) || !Read(reference, second_)) return std::nullopt;
  distances_.clear();
  Measure(first_, second_);
  Measure(second_, first_);
  double sum = 0;
  for (const double distance : distances_) sum += distance;
  const auto place = distances_.begin() + static_cast<std::ptrdiff_t>(0.95 * static_cast<double>(distances_.size()));
  std::nth_element(distances_.begin(), place, distances_.end());
  return BoundaryGap{sum / static_cast<double>(distances_.size()) / diagonal, *place / diagonal};
}

bool BoundaryDistance::Read(const Shape& shape, Outline& outline) {
  outline.pieces.clear();
  bool read = false;
  switch (shape.kind) {
    case ShapeKind::kNone:
      break;
    case ShapeKind::kBox:
      Close(CornersOf(shape.bounds), outline);
      read = shape.bounds.Finite();
      break;
    case ShapeKind::kRotatedBox:
      if (const auto box = DecodeRotatedBox(shape.encoded)) {
        Close(CornersOf(*box), outline);
        read = shape.bounds.Finite();
      }
      break;
    case ShapeKind::kPolygon:
      read = ReadPolygon(shape, outline);
      break;
    case ShapeKind::kMask:
      read = ReadMask(shape, outline);
      break;
  }
  if (!read || outline.pieces.empty()) return false;
  SampleEvenly(outline.pieces, kSamples, outline.samples);
  if (outline.pieces.size() > kPieces) {
    std::vector<Point> points;
    SampleEvenly(outline.pieces, kPieces, points);
    outline.pieces.clear();
    for (const Point& point : points) outline.pieces.push_back({point, point});
  }
  return true;
}

void BoundaryDistance::Close(const Corners& corners, Outline& outline) {
  for (std::size_t i = 0; i < corners.size(); ++i) {
    outline.pieces.push_back({corners[i], corners[(i + 1) % corners.size()]});
  }
}

bool BoundaryDistance::ReadPolygon(const Shape& shape, Outline& outline) {
  const auto rings = DecodePolygon(shape.encoded);
  if (!rings) return false;
  for (const Ring& ring : *rings) {
    const std::size_t corners = ring.xy.size() / 2;
    if (!std::all_of(ring.xy.begin(), ring.xy.end(), Near)) return false;
    for (std::size_t i = 0; i < corners; ++i) {
      const std::size_t next = i + 1 < corners ? i + 1 : 0;
      outline.pieces.push_back({{ring.xy[2 * i], ring.xy[2 * i + 1]}, {ring.xy[2 * next], ring.xy[2 * next + 1]}});
    }
  }
  return true;
}

// The sides of pixels between inside and outside.
bool BoundaryDistance::ReadMask(const Shape& shape, Outline& outline) {
  const auto mask = DecodeMask(shape.encoded);
  if (!mask || !ReadRuns(*mask, mask_)) return false;
  const std::uint64_t height = mask_.height;
  const auto level = [&](std::uint64_t first_column, std::uint64_t end_column, std::uint64_t y) {
    outline.pieces.push_back({{static_cast<double>(first_column), static_cast<double>(y)},
                              {static_cast<double>(end_column), static_cast<double>(y)}});
  };
  for (const PixelRun& run : mask_.runs) {
    const std::uint64_t first = run.begin / height, last = (run.end - 1) / height;
    level(first, first + 1, run.begin % height);
    level(last, last + 1, (run.end - 1) % height + 1);
    if (first == last) continue;
    // The run goes on at the top of the next column: along the lower and the upper edge of the picture.
    level(first, last, height);
    level(first + 1, last + 1, 0);
  }
  AddSides(true, outline);
  AddSides(false, outline);
  return true;
}

// Pixels of the mask without a neighbour in it to the left (or right).
void BoundaryDistance::AddSides(bool left, Outline& outline) {
  const std::uint64_t height = mask_.height, total = height * mask_.width;
  shifted_.Clear(mask_.width, height);
  for (const PixelRun& run : mask_.runs) {
    if (left) {
      shifted_.Append({std::min(run.begin + height, total), std::min(run.end + height, total)});
    } else {
      shifted_.Append({std::max(run.begin, height) - height, std::max(run.end, height) - height});
    }
  }
  Subtract(mask_, shifted_, sides_);
  for (const PixelRun& run : sides_.runs) {
    for (std::uint64_t begin = run.begin; begin < run.end;) {  // at most two columns: see Subtract of shifted runs
      const std::uint64_t column = begin / height, end = std::min(run.end, (column + 1) * height);
      const auto x = static_cast<double>(left ? column : column + 1);
      outline.pieces.push_back(
          {{x, static_cast<double>(begin % height)}, {x, static_cast<double>((end - 1) % height + 1)}});
      begin = end;
    }
  }
}

void BoundaryDistance::SampleEvenly(const std::vector<Piece>& pieces, std::size_t count, std::vector<Point>& points) {
  double length = 0;
  for (const Piece& piece : pieces) length += LengthOf(piece.from, piece.to);
  points.clear();
  double passed = 0;  // before the piece
  std::size_t at = 0;
  double here = LengthOf(pieces[0].from, pieces[0].to);
  for (std::size_t i = 0; i < count; ++i) {
    const double wanted = length * (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    while (passed + here < wanted && at + 1 < pieces.size()) {
      passed += here;
      ++at;
      here = LengthOf(pieces[at].from, pieces[at].to);
    }
    const double share = here > 0 ? std::clamp((wanted - passed) / here, 0.0, 1.0) : 0.0;
    const Piece& piece = pieces[at];
    points.push_back(
        {piece.from.x + share * (piece.to.x - piece.from.x), piece.from.y + share * (piece.to.y - piece.from.y)});
  }
}

void BoundaryDistance::Measure(const Outline& from, const Outline& to) {
  for (const Point& point : from.samples) {
    double least = SquaredDistance(point, to.pieces[0].from, to.pieces[0].to);
    for (const Piece& piece : to.pieces) least = std::min(least, SquaredDistance(point, piece.from, piece.to));
    distances_.push_back(std::sqrt(least));
  }
}

}  // namespace labelwatch
