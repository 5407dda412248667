#include "config/commands/findings_file.h"

#include <fstream>

#include "detectors/registry.h"
#include "schema/output.h"

namespace labelwatch {

Result<void> CheckDetector(const FindingRecord& finding) {
  return finding.detector.empty() ? Result<void>() : CheckDetectorName(finding.detector);
}

Result<void> ForEachFinding(const std::string& path, const std::function<void(FindingRecord)>& take) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return BadInput("cannot open " + path + ": does it exist and may it be read?");
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    auto finding = FindingFromJson(line);
    const auto known = finding.and_then(CheckDetector);
    if (!known) return BadInput(path + ":" + std::to_string(number) + ": " + known.error().message);
    take(std::move(*finding));
  }
  return {};
}

}  // namespace labelwatch
