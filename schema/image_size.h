#pragma once
// Width and height of a picture.

#include <cstdint>

namespace labelwatch {

struct ImageSize {
  std::uint32_t width = 0, height = 0;  // pixels; 0: not known

  bool Known() const { return width > 0 && height > 0; }
  friend bool operator==(const ImageSize&, const ImageSize&) = default;
};

}  // namespace labelwatch
