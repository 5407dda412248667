#pragma once
// Width and height of a picture from the header of its file; no pixel is decoded. PNG, JPEG, GIF, BMP, WebP.
//
// A JPEG that its EXIF data turns by 90 degrees has the size it is shown with, since labels are drawn on what is shown.

#include <cstdint>
#include <string>

#include "schema/image_size.h"
#include "schema/result.h"
#include "schema/wire.h"

namespace labelwatch {

// The longest side that a message may hold.
inline constexpr std::uint32_t kMaxImageSide = WireLimits().image_side;

// An error: the file cannot be read, is of another kind, or ends before its size.
Result<ImageSize> ReadImageSize(const std::string& path);

}  // namespace labelwatch
