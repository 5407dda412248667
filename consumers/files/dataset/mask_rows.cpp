#include "consumers/files/dataset/mask_rows.h"

#include <algorithm>
#include <array>
#include <optional>

namespace labelwatch {
namespace {

class Bits {
 public:
  explicit Bits(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  std::optional<std::uint32_t> Take(std::uint32_t count) {
    if (count > bytes_.size() * 8 - at_) return {};
    std::uint32_t value = 0;
    for (; count > 0; --count, ++at_) value = value << 1 | (bytes_[at_ / 8] >> (7 - at_ % 8) & 1u);
    return value;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

class BitWriter {
 public:
  void Put(std::uint32_t value, std::uint32_t count) {
    while (count-- > 0) {
      if (at_ % 8 == 0) bytes.push_back(0);
      bytes.back() = static_cast<std::uint8_t>(bytes.back() | (value >> count & 1u) << (7 - at_ % 8));
      ++at_;
    }
  }
  std::vector<std::uint8_t> bytes;

 private:
  std::size_t at_ = 0;
};

constexpr std::array<std::uint32_t, 4> kLengthBits = {3, 4, 8, 16};

}  // namespace

Result<MaskRows> RowsFromCvat(std::span<const std::uint32_t> runs, MaskRows crop) {
  const std::uint64_t pixels = std::uint64_t{crop.width} * crop.height;
  if (pixels > kMaxMaskPixels) return BadInput("its mask has more than 67 million pixels");
  std::uint64_t sum = 0;
  for (const std::uint32_t run : runs) sum += run;
  if (sum != pixels) return BadInput("its runs do not fill the mask");
  crop.pixels.clear();
  crop.pixels.reserve(pixels);
  std::uint8_t value = 0;
  for (const std::uint32_t run : runs) {
    crop.pixels.insert(crop.pixels.end(), run, value);
    value = static_cast<std::uint8_t>(1 - value);
  }
  return crop;
}

std::vector<std::uint32_t> CvatFromRows(const MaskRows& rows) {
  std::vector<std::uint32_t> runs{0};
  for (const std::uint8_t pixel : rows.pixels) {
    if ((pixel != 0) != (runs.size() % 2 == 0)) runs.push_back(0);
    ++runs.back();
  }
  return runs;
}

Result<MaskRows> RowsFromLabelStudio(std::span<const std::uint8_t> bytes, std::uint32_t width, std::uint32_t height) {
  const std::uint64_t pixels = std::uint64_t{width} * height;
  if (pixels > kMaxMaskPixels) return BadInput("its mask has more than 67 million pixels");
  Bits bits(bytes);
  const auto count = bits.Take(32), word = bits.Take(5);
  std::array<std::uint32_t, 4> sizes{};
  std::optional<std::uint32_t> size;
  for (std::uint32_t& each : sizes) each = (size = bits.Take(4)).value_or(0) + 1;
  if (!count || !word || !size) return BadInput("its run lengths end early");
  if (*count != pixels * 4) return BadInput("its run lengths are those of a picture of another size");
  if (*word != 7) return BadInput("its run lengths do not hold bytes");
  MaskRows rows{0, 0, width, height, {}};
  rows.pixels.resize(pixels);
  for (std::uint64_t at = 0; at < *count;) {
    const auto run = bits.Take(1), which = bits.Take(2);
    const auto length = which ? bits.Take(sizes[*which]) : std::nullopt;
    if (!run || !length) return BadInput("its run lengths end early");
    if (*length >= *count - at) return BadInput("its runs are longer than the picture");
    std::optional<std::uint32_t> value = *run != 0 ? bits.Take(8) : 0;
    for (std::uint32_t i = 0; i <= *length; ++i, ++at) {
      if (*run == 0) value = bits.Take(8);
      if (!value) return BadInput("its run lengths end early");
      if (at % 4 == 3) rows.pixels[at / 4] = *value != 0;
    }
  }
  return rows;
}

std::vector<std::uint8_t> LabelStudioFromRows(const MaskRows& rows) {
  BitWriter bits;
  bits.Put(static_cast<std::uint32_t>(rows.pixels.size() * 4), 32);
  bits.Put(7, 5);
  for (const std::uint32_t size : kLengthBits) bits.Put(size - 1, 4);
  for (std::size_t at = 0; at < rows.pixels.size();) {
    std::size_t end = at + 1;
    while (end < rows.pixels.size() && (rows.pixels[end] != 0) == (rows.pixels[at] != 0)) ++end;
    for (std::size_t left = (end - at) * 4; left > 0;) {
      const auto length = static_cast<std::uint32_t>(std::min<std::size_t>(left, 65536));
      std::uint32_t which = 0;
      while ((length - 1) >> kLengthBits[which] != 0) ++which;
      bits.Put(1, 1);
      bits.Put(which, 2);
      bits.Put(length - 1, kLengthBits[which]);
      bits.Put(rows.pixels[at] != 0 ? 255 : 0, 8);
      left -= length;
    }
    at = end;
  }
  return bits.bytes;
}

Result<Mask> MaskFromRows(const MaskRows& rows, std::uint32_t width, std::uint32_t height) {
  if (std::uint64_t{rows.left} + rows.width > width || std::uint64_t{rows.top} + rows.height > height) {
    return BadInput("its mask does not lie inside the picture");
  }
  Mask mask{width, height, {}};
  std::uint64_t run = 0;
  bool inside = false;
  const auto add = [&](bool object, std::uint64_t count) {
    if (count == 0) return;  // no run of its own
    if (object != inside) {
      mask.counts.push_back(static_cast<std::uint32_t>(run));
      run = 0;
      inside = object;
    }
    run += count;
  };
  if (std::uint64_t{width} * height > 0xFFFFFFFFu) return BadInput("its picture is too large");
  add(false, std::uint64_t{rows.left} * height);
  for (std::uint32_t x = 0; x < rows.width; ++x) {
    add(false, rows.top);
    for (std::uint32_t y = 0; y < rows.height; ++y) add(rows.pixels[std::size_t{y} * rows.width + x] != 0, 1);
    if (height > rows.top + rows.height) add(false, height - rows.top - rows.height);
  }
  if (width > rows.left + rows.width) add(false, std::uint64_t{width - rows.left - rows.width} * height);
  mask.counts.push_back(static_cast<std::uint32_t>(run));
  return mask;
}

Result<MaskRows> RowsFromMask(const Mask& mask) {
  const std::uint64_t pixels = std::uint64_t{mask.width} * mask.height;
  if (pixels > kMaxMaskPixels) return BadInput("its mask has more than 67 million pixels");
  std::uint64_t sum = 0;
  for (const std::uint32_t run : mask.counts) sum += run;
  if (sum != pixels) return BadInput("its runs do not fill the mask");
  MaskRows rows{0, 0, mask.width, mask.height, {}};
  rows.pixels.resize(pixels);
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < mask.counts.size(); ++i) {
    for (std::uint32_t k = 0; k < mask.counts[i]; ++k, ++at) {
      rows.pixels[at % mask.height * mask.width + at / mask.height] = i % 2;
    }
  }
  return rows;
}

MaskRows Cropped(const MaskRows& rows) {
  std::uint32_t left = rows.width, top = rows.height, right = 0, bottom = 0;
  for (std::uint32_t y = 0; y < rows.height; ++y) {
    for (std::uint32_t x = 0; x < rows.width; ++x) {
      if (rows.pixels[std::size_t{y} * rows.width + x] == 0) continue;
      left = std::min(left, x);
      right = std::max(right, x + 1);
      top = std::min(top, y);
      bottom = y + 1;
    }
  }
  if (right == 0) return {};
  MaskRows crop{rows.left + left, rows.top + top, right - left, bottom - top, {}};
  for (std::uint32_t y = top; y < bottom; ++y) {
    const auto row = rows.pixels.begin() + static_cast<std::ptrdiff_t>(std::size_t{y} * rows.width);
    crop.pixels.insert(crop.pixels.end(), row + left, row + right);
  }
  return crop;
}

}  // namespace labelwatch
