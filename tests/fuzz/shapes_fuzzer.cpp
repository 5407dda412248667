// libFuzzer target: any bytes as outlines: masks from run strings, polygons and turned boxes from numbers, compared
// with each other as matching does.

#include <bit>
#include <cstring>
#include <deque>

#include "detectors/labels/polygon_defect.h"
#include "detectors/labels/scene.h"
#include "detectors/matching/shape_overlap.h"
#include "schema/shape_codec.h"
#include "tests/fuzz/fuzzing.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostShapes = 8;

// Mostly numbers as pictures have them, now and then any bits.
double Number(FuzzedBytes& bytes) {
  const std::uint8_t first = bytes.Byte();
  if (first != 255) return first * 4.0 + bytes.Byte() / 64.0;
  std::uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) bits = bits << 8 | bytes.Byte();
  return std::bit_cast<double>(bits);
}

Shape Polygon(FuzzedBytes& bytes, std::string& out) {
  std::vector<Ring> rings(1 + bytes.Byte() % 3);
  for (Ring& ring : rings) {
    ring.hole = &ring != &rings.front();
    ring.xy.resize(2 * (bytes.Byte() % 16));
    for (double& number : ring.xy) number = Number(bytes);
  }
  return EncodePolygon(rings, out);
}

Shape RunLengths(FuzzedBytes& bytes, std::string& out) {
  Mask mask{static_cast<std::uint32_t>(bytes.Byte() * 8), static_cast<std::uint32_t>(bytes.Byte() * 8), {}};
  std::uint64_t left = std::uint64_t{mask.width} * mask.height;
  for (int i = bytes.Byte() % 32; i > 0 && left > 0; --i) {
    mask.counts.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(left, bytes.Byte() * 97u)));
    left -= mask.counts.back();
  }
  if (bytes.Byte() % 8 != 0) mask.counts.push_back(static_cast<std::uint32_t>(left));  // else they do not add up
  return EncodeMask(mask, out);
}

Shape OneShape(FuzzedBytes& bytes, std::string& out) {
  switch (bytes.Byte() % 4) {
    case 0:
      return Polygon(bytes, out);
    case 1:
      return RunLengths(bytes, out);
    case 2:
      return EncodeRotatedBox({Number(bytes), Number(bytes), Number(bytes), Number(bytes), Number(bytes)}, out);
    default:
      return {ShapeKind::kBox, {Number(bytes), Number(bytes), Number(bytes), Number(bytes)}, {}};
  }
}

void Try(FuzzedBytes& bytes) {
  ShapeOverlap overlap;
  overlap.Start(bytes.Byte() * 8u, bytes.Byte() * 8u);
  std::deque<std::string> encoded;  // keeps its places: shapes view it
  std::size_t shapes = 0, tests_left = kCrossingTestsPerFrame;
  while (!bytes.Empty() && shapes < kMostShapes) {
    const Shape shape = OneShape(bytes, encoded.emplace_back());
    if (shape.kind == ShapeKind::kPolygon) DefectOfPolygon(shape.encoded, tests_left);
    if (!SoundBox(shape.bounds)) continue;
    overlap.Add(shape);
    ++shapes;
  }
  for (std::size_t a = 0; a < shapes; ++a) {
    for (std::size_t b = 0; b < shapes; ++b) {
      overlap.Exact(a, b);
      const auto shared = overlap.Compare(a, b);
      if (!shared) continue;
      Hold(shared->IoU() >= 0 && shared->IoU() <= 1 + 1e-6, "an IoU is between 0 and 1");
      Hold(shared->ShareInside() >= 0 && shared->ShareInside() <= 1 + 1e-6, "a share is between 0 and 1");
    }
  }
}

}  // namespace
}  // namespace labelwatch

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  labelwatch::FuzzedBytes bytes(data, size);
  labelwatch::Try(bytes);
  return 0;
}
