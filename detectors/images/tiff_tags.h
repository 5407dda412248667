#pragma once
// One number out of the first directory of a TIFF file; the Exif part of a JPEG is one, too.

#include <cstdint>
#include <optional>
#include <string_view>

namespace labelwatch {

inline constexpr std::uint16_t kTiffWidth = 256, kTiffHeight = 257, kTiffOrientation = 274;

bool LooksLikeTiff(std::string_view bytes);
// The first value of a tag of type SHORT or LONG; nothing where it is absent or lies beyond the bytes (TIFF 6.0, p.
// 14).
std::optional<std::uint32_t> TiffNumber(std::string_view bytes, std::uint16_t tag);

}  // namespace labelwatch
