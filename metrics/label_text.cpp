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

std::string SeriesText(const NameTable& table, NameId id) {
  const std::string_view name = table.Name(id), other = table.Name(NameTable::kOther);
  return name == other && id != NameTable::kOther && id < table.Size() ? std::string(name) + " (a name)"
                                                                       : std::string(name);
}

}  // namespace labelwatch
