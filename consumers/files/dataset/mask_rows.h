#pragma once
// Masks whose runs go along rows, as CVAT and Label Studio write them, to and from masks of COCO order.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "schema/result.h"
#include "schema/shape_codec.h"

namespace labelwatch {

inline constexpr std::uint64_t kMaxMaskPixels = 1u << 26;  // larger masks are refused

// A part of the picture, one byte per pixel, row after row: 0 is background.
struct MaskRows {
  std::uint32_t left = 0, top = 0, width = 0, height = 0;
  std::vector<std::uint8_t> pixels;
};

// CVAT: runs along the rows of the crop, background first.
Result<MaskRows> RowsFromCvat(std::span<const std::uint32_t> runs, MaskRows crop);
std::vector<std::uint32_t> CvatFromRows(const MaskRows& rows);

// Label Studio: a bit stream of RGBA pixels along the rows of the whole picture, highest bit first: 32 bits count of
// values, 5 bits (value size - 1), four times 4 bits (length size - 1), then blocks of 1 bit "one value for all", 2
// bits which length size, length - 1, and the value or values. Only the fourth channel counts (label-studio-sdk
// brush.py).
Result<MaskRows> RowsFromLabelStudio(std::span<const std::uint8_t> bytes, std::uint32_t width, std::uint32_t height);
std::vector<std::uint8_t> LabelStudioFromRows(const MaskRows& rows);

// Runs of the whole picture in COCO order. An error: the crop does not lie inside the picture.
Result<Mask> MaskFromRows(const MaskRows& rows, std::uint32_t width, std::uint32_t height);
// The whole picture as rows. An error: too large, or runs that do not fill it.
Result<MaskRows> RowsFromMask(const Mask& mask);
// The part that holds the object; empty where there is none.
MaskRows Cropped(const MaskRows& rows);

}  // namespace labelwatch
