#include "schema/finding_id.h"

#include <cmath>

#include "schema/hash.h"

namespace labelwatch {
namespace {

// The length goes first, so that ("ab", "c") and ("a", "bc") differ.
void Add(std::string_view text, ByteHash& hash) {
  hash.Add(std::uint64_t{text.size()});
  hash.Add(text);
}

void Add(double pixels, ByteHash& hash) {
  const double hundredths = std::round(100 * pixels);
  const bool fits = std::abs(hundredths) <= 1e17;  // false of NaN, too
  hash.Add(static_cast<std::uint64_t>(fits ? static_cast<std::int64_t>(hundredths) : INT64_MIN));
}

void Add(const std::optional<Box>& box, ByteHash& hash) {
  hash.Add(std::uint64_t{box.has_value()});
  if (!box) return;
  for (const double side : {box->x_min, box->y_min, box->x_max, box->y_max}) Add(side, hash);
}

}  // namespace

std::string FindingId(const FindingRecord& finding) {
  const bool of_label = !finding.label_id.empty() || finding.box.has_value();
  std::string id;
  for (const std::uint64_t start : {ByteHash::kStart, std::uint64_t{0x9e3779b97f4a7c15}}) {
    ByteHash hash(start);
    Add(finding.frame_id, hash);
    Add(KindWord(finding.kind), hash);
    Add(finding.detector, hash);
    Add(finding.label_id, hash);
    Add(finding.class_name, hash);
    Add(finding.suggested_class, hash);
    Add(of_label ? finding.box : finding.suggested_box, hash);
    id += HexDigits(Mix(hash.Value()));
  }
  return id;
}

}  // namespace labelwatch
