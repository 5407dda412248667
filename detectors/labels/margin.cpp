#include "detectors/labels/margin.h"

#include <algorithm>

namespace labelwatch {
namespace {

// The two sides of a box in one direction.
struct Sides {
  double low, high;
  double Length() const { return high - low; }
};

// Sides in an image of `size` pixels; 0: unknown.
class Border {
 public:
  explicit Border(double size) : size_(size) {}

  double Free(const Sides& sides) const { return (LowStays(sides) ? 0.0 : 1.0) + (HighStays(sides) ? 0.0 : 1.0); }
  // Free sides move outward, but not out of the image.
  Sides MoveOut(const Sides& sides, double distance) const {
    Sides moved = {LowStays(sides) ? sides.low : sides.low - distance,
                   HighStays(sides) ? sides.high : sides.high + distance};
    if (size_ > 0) {
      moved.low = std::max(moved.low, std::min(sides.low, 0.0));
      moved.high = std::min(moved.high, std::max(sides.high, size_));
    }
    return moved;
  }

 private:
  bool LowStays(const Sides& sides) const { return size_ > 0 && sides.low <= kNearBorder; }
  bool HighStays(const Sides& sides) const { return size_ > 0 && sides.high >= size_ - kNearBorder; }
  double size_;
};

Sides WithoutMargin(const Sides& label, double margin, const Border& border) {
  return border.MoveOut(label, -margin * label.Length() / (1 + border.Free(label) * margin));
}

Sides WithMargin(const Sides& object, double margin, const Border& border) {
  return border.MoveOut(object, margin * object.Length());
}

// A turned box has no sides along those of the image.
ImageSize SizeFor(const Shape& shape, const ImageSize& image) {
  return shape.kind == ShapeKind::kRotatedBox ? ImageSize{} : image;
}

template <typename Move>
Box Moved(const Box& box, const ImageSize& image, Move move) {
  const Sides x = move(Sides{box.x_min, box.x_max}, Border(image.width));
  const Sides y = move(Sides{box.y_min, box.y_max}, Border(image.height));
  return {x.low, y.low, x.high, y.high};
}

}  // namespace

Box BoundsWithoutMargin(const Shape& label, double margin, const ImageSize& image) {
  if (margin == 0) return label.bounds;
  const auto move = [&](const Sides& sides, const Border& border) { return WithoutMargin(sides, margin, border); };
  return Moved(label.bounds, SizeFor(label, image), move);
}

Box BoundsWithMargin(const Shape& object, double margin, const ImageSize& image) {
  if (margin == 0) return object.bounds;
  const auto move = [&](const Sides& sides, const Border& border) { return WithMargin(sides, margin, border); };
  return Moved(object.bounds, SizeFor(object, image), move);
}

}  // namespace labelwatch
