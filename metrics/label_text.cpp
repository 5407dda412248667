#include "metrics/label_text.h"

#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::string_view kCut = "...";

}  // namespace

std::string LabelText(std::string_view value) {
  if (value.empty()) return "(empty)";
  // A replacement is longer than what it replaces, so the first kLabelTextBytes + 1 bytes decide.
  std::string clean = CleanText(value.substr(0, kLabelTextBytes + 4));
  if (clean.size() <= kLabelTextBytes && value.size() <= kLabelTextBytes) return clean;
  return std::string(CutAtCharacter(clean, kLabelTextBytes - kCut.size())).append(kCut);
}

}  // namespace labelwatch
