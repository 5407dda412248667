#pragma once
// What pictures of one source usually are: size, aspect ratio, colour. Fixed memory. Single-owner.

#include <cstdint>
#include <optional>

#include "detectors/images/log_histogram.h"
#include "detectors/images/picture_measures.h"

namespace labelwatch {

// How far a value lies beyond what is usual.
struct Oddness {
  double octaves = 0;  // beyond the nearer quartile; 1: half or twice
  double share = 0;    // of the pictures so far that are at least as extreme
};

class PictureHabits {
 public:
  // Before this many pictures nothing is called unusual.
  static constexpr std::uint32_t kEnough = 100;

  void Add(const PictureMeasures& picture);

  // Of the pictures added before: at least an octave beyond the quartiles, and at most one picture in a hundred so.
  std::optional<Oddness> OddAspectRatio(const PictureHeader& picture) const;
  std::optional<Oddness> OddSize(const PictureHeader& picture) const;
  // The share of grey pictures, where colour is usual: at most one in fifty is grey.
  std::optional<double> RareGrey() const;

 private:
  LogHistogram ratios_, sides_;
  std::uint64_t pictures_ = 0, grey_ = 0;
};

}  // namespace labelwatch
