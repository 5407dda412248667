#pragma once
// Width and height of a picture from the header of its file; no pixel is decoded. PNG, JPEG, GIF, BMP, WebP.
//
// A JPEG that its EXIF data turns by 90 degrees has the size it is shown with, since labels are drawn on what is shown.

#include <cstdint>
#include <string>

#include "schema/result.h"

namespace labelwatch {

struct ImageSize {
  static constexpr std::uint32_t kMaxSide = 1u << 20;  // pixels; messages hold no more

  std::uint32_t width = 0, height = 0;  // pixels; 0: not known
  bool Known() const { return width > 0 && height > 0; }
  friend bool operator==(const ImageSize&, const ImageSize&) = default;
};

// An error: the file cannot be read, is of another kind, or ends before its size.
Result<ImageSize> ReadImageSize(const std::string& path);

}  // namespace labelwatch
