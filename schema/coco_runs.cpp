// The compressed string form of COCO run lengths (pycocotools, maskApi.c).
#include <limits>

#include "schema/shape_codec.h"

namespace labelwatch {

tl::expected<std::vector<std::uint32_t>, std::string> RunsFromCocoString(std::string_view text) {
  // Each run is a signed number in groups of five bits, least first; bit 6 of a character says that another follows,
  // bit 5 of the last one is the sign. From the third on, runs are differences to the run two before.
  std::vector<std::uint32_t> runs;
  std::size_t at = 0;
  while (at < text.size()) {
    std::int64_t value = 0;
    int shift = 0;
    for (bool more = true; more;) {
      if (at == text.size()) return tl::unexpected(std::string("ends inside a run"));
      const int digit = static_cast<unsigned char>(text[at++]) - 48;
      if (digit < 0 || digit > 63) return tl::unexpected(std::string("holds a character outside '0' to 'o'"));
      if (shift > 35) return tl::unexpected(std::string("holds a run longer than any picture"));
      value |= static_cast<std::int64_t>(digit & 0x1F) << shift;
      shift += 5;
      more = (digit & 0x20) != 0;
      if (!more && (digit & 0x10) != 0) value -= std::int64_t{1} << shift;
    }
    if (runs.size() > 2) value += runs[runs.size() - 2];
    if (value < 0) return tl::unexpected(std::string("holds a negative run"));
    if (value > std::numeric_limits<std::uint32_t>::max()) {
      return tl::unexpected(std::string("holds a run longer than any picture"));
    }
    runs.push_back(static_cast<std::uint32_t>(value));
  }
  return runs;
}

std::string CocoStringFromRuns(std::span<const std::uint32_t> runs) {
  std::string text;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::int64_t value = runs[i];
    if (i > 2) value -= runs[i - 2];
    for (bool more = true; more;) {
      int digit = static_cast<int>(value & 0x1F);
      value >>= 5;
      more = (digit & 0x10) != 0 ? value != -1 : value != 0;
      if (more) digit |= 0x20;
      text += static_cast<char>(digit + 48);
    }
  }
  return text;
}

}  // namespace labelwatch
