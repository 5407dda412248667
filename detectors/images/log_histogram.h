#pragma once
// Quantiles of a positive number on a logarithmic scale, in fixed memory: cells of an eighth of an octave from 2^-16 to
// 2^16. Deterministic; what was seen counts half after each 2^20 values. Single-owner.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace labelwatch {

class LogHistogram {
 public:
  void Add(double octaves) {
    ++cells_[CellOf(octaves)];
    if (++count_ < kMost) return;
    count_ = 0;
    for (std::uint32_t& cell : cells_) count_ += cell /= 2;
  }
  std::uint32_t Count() const { return count_; }

  // REQUIRES: Count() > 0. In octaves, the middle of its cell.
  double Quantile(double share) const {
    double left = share * count_;
    std::size_t cell = 0;
    for (; cell + 1 < kCells; ++cell) {
      left -= cells_[cell];
      if (left <= 0) break;
    }
    return (static_cast<double>(cell) + 0.5) / kPerOctave - kReach;
  }
  double ShareUpTo(double octaves) const { return Share(0, CellOf(octaves)); }
  double ShareFrom(double octaves) const { return Share(CellOf(octaves), kCells - 1); }

 private:
  static constexpr double kReach = 16, kPerOctave = 8;
  static constexpr std::size_t kCells = 256;
  static constexpr std::uint32_t kMost = 1u << 20;

  static std::size_t CellOf(double octaves) {
    return static_cast<std::size_t>(std::clamp((octaves + kReach) * kPerOctave, 0.0, static_cast<double>(kCells - 1)));
  }
  double Share(std::size_t first, std::size_t last) const {
    double sum = 0;
    for (std::size_t cell = first; cell <= last; ++cell) sum += cells_[cell];
    return count_ > 0 ? sum / count_ : 0;
  }

  std::array<std::uint32_t, kCells> cells_{};
  std::uint32_t count_ = 0;
};

}  // namespace labelwatch
