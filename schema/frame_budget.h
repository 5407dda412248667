#pragma once
// Scores of whole frames as a histogram, and which frames a budget of so many in 1,000 flags.
//
// Plain data.

#include <array>
#include <cstddef>
#include <cstdint>

namespace labelwatch {

// Cells of 1/32 from -8 on; what lies beyond is in the outermost ones. A frame score is at most 3 + ln(objects) / 1.5,
// 10 for 36,000 objects.
inline constexpr std::size_t kFrameScoreCells = 576;
inline constexpr double kLowestFrameScore = -8, kFrameScoreCell = 1.0 / 32;

constexpr std::size_t FrameScoreCell(double score) {
  const double cell = (score - kLowestFrameScore) / kFrameScoreCell;
  if (!(cell >= 1)) return 0;  // not a number, too
  return cell < static_cast<double>(kFrameScoreCells - 1) ? static_cast<std::size_t>(cell) : kFrameScoreCells - 1;
}

// The least score of a cell; of the first one that of all that lie beyond it, too.
constexpr double LeastFrameScore(std::size_t cell) {
  return kLowestFrameScore + kFrameScoreCell * static_cast<double>(cell);
}

// Frames that were inspected. Adds up over tasks.
struct FrameScoreSums {
  std::uint64_t frames = 0;                             // all of them
  std::array<std::uint32_t, kFrameScoreCells> cells{};  // those with a finding, by frame score

  void Add(const FrameScoreSums& other);
  void Clear();

  friend bool operator==(const FrameScoreSums&, const FrameScoreSums&) = default;
};

struct FrameBudget {
  double per_1000 = 0;                          // of 1,000 inspected frames so many are to be flagged
  double frames = 0;                            // inspected so far; older ones count less
  std::array<float, kFrameScoreCells> cells{};  // those with a finding, by frame score
  // Follow from the three above: flagged are the frames in cells above this one, and a share of those in it.
  std::uint32_t cell = kFrameScoreCells;
  float share = 0;

  // Whether any frame can be flagged.
  bool Flags() const { return cell + 1 < kFrameScoreCells || share > 0; }

  friend bool operator==(const FrameBudget&, const FrameBudget&) = default;
};

}  // namespace labelwatch
