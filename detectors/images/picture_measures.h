#pragma once
// What is measured of one picture: a few numbers from a copy of at most 256 pixels a side. Pure: bytes in, numbers out.

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

#include "detectors/images/image_outcome.h"
#include "detectors/images/picture_header.h"

namespace labelwatch {

struct PictureMeasures {
  PictureHeader header;
  // Of the luma, 0 (black) to 1 (white).
  double bright_end = 0;  // 99 % of the pixels are darker
  double dark_end = 0;    // 5 % of the pixels are darker
  double contrast = 0;    // between the 5th and the 95th percentile
  double entropy = 0;     // bits of the histogram of 256 levels, 0..8
  // 0 (sharp) to 1: the share of the differences between neighbours that a further smoothing leaves standing. Crete,
  // Dolmiere, Ladret, Nicolas: The blur effect, SPIE 6492 (2007).
  double blur = 0;
  bool grey = false;       // practically no pixel has a colour
  std::uint64_t look = 0;  // perceptual hash: pictures that look alike differ in few bits
};

// What cannot be judged: unsupported, more than `max_pixels` by its header (nothing is decoded), truncated, corrupt.
tl::expected<PictureMeasures, ImageOutcome> MeasurePicture(std::string_view bytes, std::uint64_t max_pixels);

}  // namespace labelwatch
