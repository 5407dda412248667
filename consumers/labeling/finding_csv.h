#pragma once
// Findings as comma-separated values (RFC 4180), one a line under a line of names, for a spreadsheet. A text that a
// spreadsheet would take for a formula (it begins with = + - @, a tab or a line end) gets a ' before it.

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "schema/finding.h"

namespace labelwatch {

inline constexpr std::string_view kCsv = "csv";

void WriteFindingsCsv(const std::vector<FindingRecord>& findings, const std::string& image_prefix, std::ostream& out);

}  // namespace labelwatch
