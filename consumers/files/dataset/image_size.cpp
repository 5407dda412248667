#include "consumers/files/dataset/image_size.h"

#include <algorithm>
#include <string_view>

#include "consumers/files/text/byte_source.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

static_assert(ImageSize::kMaxSide == WireLimits().image_side);

// Numbers in a few bytes; 0 behind the end, which no valid size is.
class Bytes {
 public:
  explicit Bytes(std::string_view text) : text_(text) {}
  std::uint32_t At(std::size_t i) const { return i < text_.size() ? static_cast<unsigned char>(text_[i]) : 0; }
  std::uint32_t Big16(std::size_t i) const { return At(i) << 8 | At(i + 1); }
  std::uint32_t Big32(std::size_t i) const { return Big16(i) << 16 | Big16(i + 2); }
  std::uint32_t Little16(std::size_t i) const { return At(i + 1) << 8 | At(i); }
  std::uint32_t Little24(std::size_t i) const { return At(i + 2) << 16 | Little16(i); }
  std::uint32_t Little32(std::size_t i) const { return Little16(i + 2) << 16 | Little16(i); }
  bool Has(std::size_t at, std::string_view what) const {
    return at <= text_.size() && text_.substr(at).starts_with(what);
  }
  std::size_t Size() const { return text_.size(); }

 private:
  std::string_view text_;
};

// Orientations 5 to 8 lie on their side (EXIF 2.3, tag 0x0112, in the first directory of the TIFF block).
bool LiesOnItsSide(const Bytes& exif) {
  if (!exif.Has(0, std::string_view("Exif\0\0", 6))) return false;
  const std::size_t tiff = 6;
  const bool little = exif.Has(tiff, "II");
  const auto two = [&](std::size_t i) { return little ? exif.Little16(i) : exif.Big16(i); };
  const auto four = [&](std::size_t i) { return little ? exif.Little32(i) : exif.Big32(i); };
  const std::size_t directory = tiff + four(tiff + 4);
  for (std::size_t i = 0, entries = two(directory); i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (entry + 12 > exif.Size()) break;
    if (two(entry) == 0x0112) return two(entry + 8) >= 5 && two(entry + 8) <= 8;
  }
  return false;
}

void SkipBytes(ByteSource& source, std::size_t size) {
  while (size > 0 && !source.Window().empty()) {
    const std::size_t step = std::min(size, source.Window().size());
    source.Skip(step);
    size -= step;
  }
}

// Segments follow each other, each with a marker and a length that counts itself; the size stands in the frame header
// SOF (ITU T.81, B.1.1.3 and B.2.2): markers C0 to CF but for C4, C8 and CC.
ImageSize JpegSize(ByteSource& source) {
  bool turned = false;
  SkipBytes(source, 2);
  for (;;) {
    const Bytes head(source.Peek(9));
    if (head.Size() < 4 || head.At(0) != 0xFF) return {};
    const std::uint32_t marker = head.At(1), length = head.Big16(2);
    if (marker == 0xFF) {  // fill byte
      SkipBytes(source, 1);
      continue;
    }
    if (marker == 0xD9 || marker == 0xDA || length < 2) return {};
    if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      const ImageSize size{head.Big16(7), head.Big16(5)};
      return turned ? ImageSize{size.height, size.width} : size;
    }
    if (marker == 0xE1) turned = turned || LiesOnItsSide(Bytes(source.Peek(length + 2u).substr(4)));
    SkipBytes(source, length + 2u);
  }
}

// The three forms of WebP: lossy, lossless, extended (RFC 9649).
ImageSize WebpSize(const Bytes& head) {
  if (head.Has(12, "VP8 ")) return {head.Little16(26) & 0x3FFF, head.Little16(28) & 0x3FFF};
  if (head.Has(12, "VP8L")) {
    const std::uint32_t bits = head.Little32(21);
    return {(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
  }
  if (head.Has(12, "VP8X")) return {head.Little24(24) + 1, head.Little24(27) + 1};
  return {};
}

ImageSize BmpSize(const Bytes& head) {
  if (head.Little32(14) == 12) return {head.Little16(18), head.Little16(20)};
  const std::uint32_t height = head.Little32(22);  // negative: the rows run from the top
  return {head.Little32(18), height > 0x7FFFFFFF ? 0 - height : height};
}

}  // namespace

Result<ImageSize> ReadImageSize(const std::string& path) {
  auto source = ByteSource::Open(path);
  if (!source) return tl::unexpected<Error>(source.error());
  const Bytes head((*source)->Peek(32));
  ImageSize size;
  if (head.Has(0, "\x89PNG\r\n\x1A\n") && head.Has(12, "IHDR")) {
    size = {head.Big32(16), head.Big32(20)};
  } else if (head.Has(0, "\xFF\xD8")) {
    size = JpegSize(**source);
  } else if (head.Has(0, "GIF8")) {
    size = {head.Little16(6), head.Little16(8)};
  } else if (head.Has(0, "RIFF") && head.Has(8, "WEBP")) {
    size = head.Size() >= 30 ? WebpSize(head) : ImageSize();
  } else if (head.Has(0, "BM")) {
    size = BmpSize(head);
  } else {
    return BadInput(path + " is no PNG, JPEG, GIF, BMP or WebP");
  }
  if (!size.Known() || std::max(size.width, size.height) > ImageSize::kMaxSide) {
    return BadInput(path + ": its header holds no size; is the file damaged or truncated?");
  }
  return size;
}

}  // namespace labelwatch
