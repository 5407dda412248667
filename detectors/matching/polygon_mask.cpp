#include "detectors/matching/polygon_mask.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

constexpr double kFar = 1 << 30;     // pixels
constexpr std::int64_t kSteps = 5;   // the fine grid has five steps a cell ...
constexpr std::int64_t kMiddle = 2;  // ... and the middle of a cell lies between its third and fourth

// A corner on the fine grid.
struct Corner {
  std::int64_t x, y;
};

std::int64_t Fine(double value, double origin, double scale) {
  return static_cast<std::int64_t>(kSteps * ((value - origin) * scale) + 0.5);
}

// The row from which on a crossing at fine row `y` counts.
std::uint64_t RowOf(std::int64_t y, std::uint64_t height) {
  const double row = (static_cast<double>(y) + 0.5) / kSteps - 0.5;
  return static_cast<std::uint64_t>(std::ceil(std::clamp(row, 0.0, static_cast<double>(height))));
}

// The columns whose middle lies between two fine coordinates, [first, end).
struct Columns {
  std::int64_t first, end;
  Columns(std::int64_t from, std::int64_t to, std::uint64_t width) {
    const auto [low, high] = std::minmax(from, to);
    // low <= 5 c + 2 < high, and c is a column of the picture.
    first = low <= kMiddle ? 0 : (low - kMiddle + kSteps - 1) / kSteps;
    end = high <= kMiddle ? 0 : std::min((high - kMiddle + kSteps - 1) / kSteps, static_cast<std::int64_t>(width));
  }
  std::uint64_t Count() const { return end > first ? static_cast<std::uint64_t>(end - first) : 0; }
};

// Calls visit(column, fine row) for each column whose middle the edge passes. The row is the smaller one of the two
// steps around the middle.
template <typename Visit>
void ForEachCrossing(Corner from, Corner to, const Columns& columns, Visit visit) {
  const std::int64_t dx = std::abs(to.x - from.x), dy = std::abs(to.y - from.y);
  const bool wide = dx >= dy;
  if (wide ? from.x > to.x : from.y > to.y) std::swap(from, to);
  if (wide) {  // one step to the right at a time
    const double slope = static_cast<double>(to.y - from.y) / static_cast<double>(dx);
    const auto row = [&](std::int64_t t) {
      return static_cast<std::int64_t>(static_cast<double>(from.y) + slope * static_cast<double>(t) + 0.5);
    };
    for (std::int64_t column = columns.first; column < columns.end; ++column) {
      const std::int64_t t = kSteps * column + kMiddle - from.x;
      visit(column, std::min(row(t), row(t + 1)));
    }
    return;
  }
  // One step down at a time; the step that passes the middle is the first one that lies behind it.
  const double slope = static_cast<double>(to.x - from.x) / static_cast<double>(dy);
  for (std::int64_t column = columns.first; column < columns.end; ++column) {
    const std::int64_t middle = kSteps * column + kMiddle;
    const auto passed = [&](std::int64_t t) {
      const auto x = static_cast<std::int64_t>(static_cast<double>(from.x) + slope * static_cast<double>(t) + 0.5);
      return slope > 0 ? x > middle : x <= middle;
    };
    // Where it should be, and then the few steps by which rounding is off.
    const double guess = std::ceil((static_cast<double>(middle - from.x) + 0.5) / slope);
    auto t = static_cast<std::int64_t>(std::clamp(guess, 1.0, static_cast<double>(dy)));
    while (t > 1 && passed(t - 1)) --t;
    while (t < dy && !passed(t)) ++t;
    visit(column, from.y + t - 1);
  }
}

}  // namespace

Drawing PolygonMask::Draw(std::span<const Ring> rings, const PixelGrid& grid, std::uint64_t& steps, MaskRuns& result) {
  const bool has_holes = std::any_of(rings.begin(), rings.end(), [](const Ring& ring) { return ring.hole; });
  MaskRuns& filled = has_holes ? filled_ : result;
  filled.Clear(grid.width, grid.height);
  if (const Drawing drawing = Collect(rings, false, grid, steps); drawing != Drawing::kDone) return drawing;
  Unite(runs_, filled);
  if (!has_holes) return Drawing::kDone;
  holes_.Clear(grid.width, grid.height);
  if (const Drawing drawing = Collect(rings, true, grid, steps); drawing != Drawing::kDone) return drawing;
  Unite(runs_, holes_);
  Subtract(filled_, holes_, result);
  return Drawing::kDone;
}

Drawing PolygonMask::Collect(std::span<const Ring> rings, bool holes, const PixelGrid& grid, std::uint64_t& steps) {
  runs_.clear();
  for (const Ring& ring : rings) {
    if (ring.hole != holes) continue;
    if (const Drawing drawing = CollectRing(ring.xy, grid, steps); drawing != Drawing::kDone) return drawing;
  }
  return Drawing::kDone;
}

Drawing PolygonMask::CollectRing(std::span<const double> xy, const PixelGrid& grid, std::uint64_t& steps) {
  const std::size_t corners = xy.size() / 2;                                 // a last x without y is no corner
  if (corners < 3) return Drawing::kDone;                                    // covers nothing
  const auto finite = [](double value) { return std::abs(value) <= kFar; };  // NaN fails
  if (!std::all_of(xy.begin(), xy.end(), finite)) return Drawing::kBroken;
  const auto corner = [&](std::size_t i) {
    return Corner{Fine(xy[2 * i], grid.x, grid.scale_x), Fine(xy[2 * i + 1], grid.y, grid.scale_y)};
  };

  crossings_.clear();
  Corner from = corner(corners - 1);
  for (std::size_t i = 0; i < corners; ++i) {
    const Corner to = corner(i);
    const Columns columns(from.x, to.x, grid.width);
    const std::uint64_t cost = kStepsOfCrossing * (1 + columns.Count());
    if (cost > steps) return Drawing::kTooMuch;
    steps -= cost;
    if (columns.Count() > 0) {
      // An edge is walked from where it starts, which decides nothing but the order: crossings are sorted below.
      ForEachCrossing(from, to, columns, [&](std::int64_t column, std::int64_t row) {
        crossings_.push_back(static_cast<std::uint64_t>(column) * grid.height + RowOf(row, grid.height));
      });
    }
    from = to;
  }
  std::sort(crossings_.begin(), crossings_.end());
  // A closed ring passes every column an even number of times.
  for (std::size_t i = 0; i + 1 < crossings_.size(); i += 2) {
    if (crossings_[i] < crossings_[i + 1]) runs_.push_back({crossings_[i], crossings_[i + 1]});
  }
  return Drawing::kDone;
}

}  // namespace labelwatch
