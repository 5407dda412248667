#include "detectors/images/tiff_tags.h"

#include "detectors/images/byte_order.h"

namespace labelwatch {
namespace {

using namespace std::string_view_literals;

struct TiffBytes {
  std::string_view bytes;
  bool little = false;

  std::uint32_t Short(std::size_t at) const { return little ? LittleEndian<2>(bytes, at) : BigEndian<2>(bytes, at); }
  std::uint32_t Long(std::size_t at) const { return little ? LittleEndian<4>(bytes, at) : BigEndian<4>(bytes, at); }
};

}  // namespace

bool LooksLikeTiff(std::string_view bytes) { return bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv); }

std::optional<std::uint32_t> TiffNumber(std::string_view bytes, std::uint16_t tag) {
  constexpr std::uint32_t kShort = 3, kLong = 4;
  constexpr std::size_t kEntry = 12;
  if (!LooksLikeTiff(bytes) || bytes.size() < 8) return std::nullopt;
  const TiffBytes tiff{bytes, bytes[0] == 'I'};
  const std::size_t directory = tiff.Long(4);
  if (directory > bytes.size() || bytes.size() - directory < 2) return std::nullopt;
  const std::size_t entries = tiff.Short(directory);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = directory + 2 + i * kEntry;
    if (at + kEntry > bytes.size()) return std::nullopt;
    if (tiff.Short(at) != tag) continue;
    const std::uint32_t type = tiff.Short(at + 2);
    if (tiff.Long(at + 4) != 1) return std::nullopt;
    if (type == kShort) return tiff.Short(at + 8);
    if (type == kLong) return tiff.Long(at + 8);
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace labelwatch
