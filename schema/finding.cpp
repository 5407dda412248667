#include "schema/finding.h"

namespace labelwatch {
namespace {
constexpr std::array<std::string_view, kKinds> kWords = {
    "unspecified", "missing", "wrong_class", "inaccurate", "spurious", "duplicate",
    "conflicting", "invalid", "ontology",    "track",      "image",    "wrong_frame_class"};
}  // namespace

std::string_view KindWord(Kind kind) {
  const auto number = static_cast<std::size_t>(kind);
  return kWords[number < kKinds ? number : 0];
}

std::optional<Kind> KindFromWord(std::string_view word) {
  for (std::size_t i = 1; i < kKinds; ++i) {
    if (kWords[i] == word) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

}  // namespace labelwatch
