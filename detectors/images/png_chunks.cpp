#include "detectors/images/png_chunks.h"

#include <zlib.h>

#include "detectors/images/byte_order.h"

namespace labelwatch {

std::optional<ImageOutcome> PngDefect(std::string_view bytes) {
  constexpr std::size_t kSignature = 8, kAround = 12;  // length, type, checksum
  for (std::size_t at = kSignature;;) {
    if (bytes.size() - at < kAround) return ImageOutcome::kTruncated;
    const std::size_t length = BigEndian<4>(bytes, at);
    if (length > bytes.size() - at - kAround) return ImageOutcome::kTruncated;
    const std::string_view typed = bytes.substr(at + 4, 4 + length);
    const uLong sum = crc32_z(0, reinterpret_cast<const Bytef*>(typed.data()), typed.size());
    if (sum != BigEndian<4>(bytes, at + 8 + length)) return ImageOutcome::kCorrupt;
    if (typed.starts_with("IEND")) return std::nullopt;
    at += kAround + length;
  }
}

}  // namespace labelwatch
