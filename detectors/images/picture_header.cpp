#include "detectors/images/picture_header.h"

#include <optional>

#include "detectors/images/byte_order.h"
#include "detectors/images/tiff_tags.h"

namespace labelwatch {
namespace {

using namespace std::string_view_literals;
using Header = tl::expected<PictureHeader, ImageOutcome>;

constexpr std::uint32_t kFirstTurned = 5;  // Exif orientations 5 to 8 are a quarter turn away

Header Bad(ImageOutcome outcome) { return tl::unexpected(outcome); }

// Segments up to the frame header SOFn (ITU-T T.81, B.1.1.3, B.2.2).
Header ReadJpeg(std::string_view bytes) {
  PictureHeader header{PictureFormat::kJpeg, 0, 0, false};
  for (std::size_t at = 2;;) {
    if (at + 4 > bytes.size()) return Bad(ImageOutcome::kTruncated);
    const std::uint32_t marker = BigEndian<2>(bytes, at);
    if (marker == 0xFFFF || marker == 0xFF01 || (marker >= 0xFFD0 && marker <= 0xFFD7)) {  // fill; no length
      at += marker == 0xFFFF ? 1 : 2;
      continue;
    }
    if (marker < 0xFFC0 || marker == 0xFFD9 || marker == 0xFFDA) return Bad(ImageOutcome::kCorrupt);
    const std::size_t length = BigEndian<2>(bytes, at + 2);
    if (length < 2) return Bad(ImageOutcome::kCorrupt);
    if (marker <= 0xFFCF && marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC) {
      if (length < 7) return Bad(ImageOutcome::kCorrupt);
      if (at + 9 > bytes.size()) return Bad(ImageOutcome::kTruncated);
      header.height = BigEndian<2>(bytes, at + 5);
      header.width = BigEndian<2>(bytes, at + 7);
      return header;
    }
    if (at + 2 + length > bytes.size()) return Bad(ImageOutcome::kTruncated);
    const std::string_view segment = bytes.substr(at + 4, length - 2);
    if (marker == 0xFFE1 && segment.starts_with("Exif\0\0"sv)) {
      header.turned = TiffNumber(segment.substr(6), kTiffOrientation).value_or(1) >= kFirstTurned;
    }
    at += 2 + length;
  }
}

Header ReadPng(std::string_view bytes) {
  if (bytes.size() < 24) return Bad(ImageOutcome::kTruncated);
  if (bytes.substr(12, 4) != "IHDR") return Bad(ImageOutcome::kCorrupt);
  return PictureHeader{PictureFormat::kPng, BigEndian<4>(bytes, 16), BigEndian<4>(bytes, 20), false};
}

Header ReadGif(std::string_view bytes) {
  if (bytes.size() < 10) return Bad(ImageOutcome::kTruncated);
  return PictureHeader{PictureFormat::kGif, LittleEndian<2>(bytes, 6), LittleEndian<2>(bytes, 8), false};
}

Header ReadBmp(std::string_view bytes) {
  if (bytes.size() < 26) return Bad(ImageOutcome::kTruncated);
  if (LittleEndian<4>(bytes, 14) < 40) {
    return PictureHeader{PictureFormat::kBmp, LittleEndian<2>(bytes, 18), LittleEndian<2>(bytes, 20), false};
  }
  const std::uint32_t height = LittleEndian<4>(bytes, 22);  // negative: rows from the top
  return PictureHeader{PictureFormat::kBmp, LittleEndian<4>(bytes, 18),
                       height >> 31 != 0 ? std::uint32_t{0} - height : height, false};
}

// RFC 9649: VP8X, VP8 (lossy, RFC 6386 9.1), VP8L (lossless).
Header ReadWebp(std::string_view bytes) {
  constexpr std::uint32_t kFourteenBits = 0x3FFF;
  if (bytes.size() < 30) return Bad(ImageOutcome::kTruncated);
  PictureHeader header{PictureFormat::kWebp, 0, 0, false};
  const std::string_view chunk = bytes.substr(12, 4);
  if (chunk == "VP8X") {
    header.width = LittleEndian<3>(bytes, 24) + 1;
    header.height = LittleEndian<3>(bytes, 27) + 1;
  } else if (chunk == "VP8 ") {
    header.width = LittleEndian<2>(bytes, 26) & kFourteenBits;
    header.height = LittleEndian<2>(bytes, 28) & kFourteenBits;
  } else if (chunk == "VP8L") {
    const std::uint32_t bits = LittleEndian<4>(bytes, 21);
    header.width = (bits & kFourteenBits) + 1;
    header.height = (bits >> 14 & kFourteenBits) + 1;
  } else {
    return Bad(ImageOutcome::kCorrupt);
  }
  return header;
}

Header ReadTiff(std::string_view bytes) {
  const auto width = TiffNumber(bytes, kTiffWidth), height = TiffNumber(bytes, kTiffHeight);
  if (!width || !height) return Bad(ImageOutcome::kCorrupt);
  return PictureHeader{PictureFormat::kTiff, *width, *height,
                       TiffNumber(bytes, kTiffOrientation).value_or(1) >= kFirstTurned};
}

Header ReadAny(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF"sv)) return ReadJpeg(bytes);
  if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return ReadPng(bytes);
  if (bytes.starts_with("GIF8"sv)) return ReadGif(bytes);
  if (bytes.starts_with("RIFF"sv) && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return ReadWebp(bytes);
  if (bytes.starts_with("BM"sv)) return ReadBmp(bytes);
  if (LooksLikeTiff(bytes)) return ReadTiff(bytes);
  return Bad(ImageOutcome::kUnsupported);
}

}  // namespace

tl::expected<PictureHeader, ImageOutcome> ReadPictureHeader(std::string_view bytes) {
  Header header = ReadAny(bytes);
  if (header && (header->width == 0 || header->height == 0)) return Bad(ImageOutcome::kCorrupt);
  return header;
}

}  // namespace labelwatch
