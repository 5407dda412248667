#pragma once
// Format and size of a picture from its first bytes, before anything is decoded: what refuses decompression bombs.

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

#include "detectors/images/image_outcome.h"

namespace labelwatch {

enum class PictureFormat : std::uint8_t { kJpeg, kPng, kGif, kBmp, kWebp, kTiff };

struct PictureHeader {
  PictureFormat format = PictureFormat::kJpeg;
  std::uint32_t width = 0, height = 0;  // pixels as stored
  bool turned = false;                  // Exif says that it is shown on its side, so that tools may swap the two

  std::uint64_t Pixels() const { return std::uint64_t{width} * height; }
};

// Recognised from content, never from a name; the bytes need not go on behind the size. kUnsupported: none of the
// formats; kTruncated: the size would come later; kCorrupt: one of the formats, but without a size.
tl::expected<PictureHeader, ImageOutcome> ReadPictureHeader(std::string_view bytes);

}  // namespace labelwatch
