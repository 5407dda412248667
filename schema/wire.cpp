#include "schema/wire.h"

#include <array>

namespace labelwatch {

std::string_view RejectionWord(Rejection reason) {
  constexpr std::array<std::string_view, kRejections> kWords = {"empty",      "too_large",  "framing",
                                                                "malformed",  "bad_json",   "bad_text",
                                                                "missing_id", "bad_number", "too_many_objects"};
  return kWords[static_cast<std::size_t>(reason) % kRejections];
}

std::string_view SideWord(Side side) { return side == Side::kLabels ? "labels" : "predictions"; }

}  // namespace labelwatch
