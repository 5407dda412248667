#pragma once
// Bins of the features of the label scores (reference: label-error scores that learn by making errors, section 2).
// An edge belongs to the bin above it; n edges make n + 1 bins.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace labelwatch {

// Edges in any unit, for features that are computed rarely.
template <std::size_t N>
struct Bins {
  static constexpr std::size_t kCount = N + 1;
  std::array<double, N> edges;

  constexpr std::size_t Of(double x) const {
    std::size_t bin = 0;
    for (const double edge : edges) bin += x >= edge ? 1 : 0;
    return bin;
  }
  constexpr std::span<const double> Edges() const { return edges; }
};
template <typename... T>
Bins(T...) -> Bins<sizeof...(T)>;

// Edges within 0..1, at least 1/64 apart but for the first: found by a table of cells that hold at most one edge each.
// Scaling by a power of two is exact, so the result equals that of counting edges.
template <std::size_t N>
class ShareBins {
 public:
  static constexpr std::size_t kCount = N + 1;

  constexpr explicit ShareBins(const std::array<double, N>& edges) : edges_{}, cells_{} {
    for (std::size_t i = 0; i < N; ++i) edges_[i] = edges[i];
    edges_[N] = std::numeric_limits<double>::infinity();
    for (std::size_t cell = 0; cell < kCells; ++cell) {
      std::uint8_t bin = 0;
      while (bin < N && edges[bin] <= static_cast<double>(cell) / kCells) ++bin;
      cells_[cell] = bin;
    }
  }

  // REQUIRES: x >= 0, not NaN. What exceeds 1 by rounding counts as 1.
  constexpr std::size_t Of(double x) const {
    // By way of a signed number: one instruction, where an unsigned one takes six.
    const auto cell = static_cast<std::size_t>(static_cast<std::int64_t>(x * kCells));
    const std::size_t bin = cells_[std::min(cell, kCells - 1)];
    return bin + (x >= edges_[bin] ? 1 : 0);
  }
  constexpr std::span<const double> Edges() const { return std::span(edges_).first(N); }

 private:
  static constexpr std::size_t kCells = 128;
  std::array<double, N + 1> edges_;
  std::array<std::uint8_t, kCells> cells_;
};

// Overlap (IoU), small overlaps finely.
inline constexpr ShareBins kOverlapBins(std::array{.02, .1, .2, .3, .4, .5, .6, .7, .8});
// Share of one area within another.
inline constexpr ShareBins kInsideBins(std::array{.05, .2, .4, .6, .8, .95});
// IoU of a label with what should be its prediction.
inline constexpr ShareBins kFitBins(std::array{.35, .4, .45, .5, .55, .6, .65, .7, .75, .8, .85, .9});
// Confidence times IoU.
inline constexpr ShareBins kSupportBins(std::array{.005, .02, .05, .1, .2, .3, .5, .7});
// Share of the image that a box covers.
inline constexpr Bins kSizeBins{.002, .005, .01, .02, .05, .1, .2, .4};
// Number of image sides within 2 pixels.
inline constexpr std::size_t kBorderBins = 4;
inline constexpr std::size_t BorderBin(std::size_t sides) { return std::min<std::size_t>(sides, 3); }

// Confidence in log-odds, clipped to 1e-4 from both ends.
inline float Logit(double confidence) {
  const double p = std::clamp(confidence, 1e-4, 1 - 1e-4);
  return std::log(static_cast<float>(p / (1 - p)));
}

}  // namespace labelwatch
