#include "config/commands/findings_file.h"

#include <fstream>

#include "config/commands/console.h"
#include "detectors/registry.h"
#include "schema/output.h"

namespace labelwatch {

Result<void> CheckDetector(const FindingRecord& finding) {
  return finding.detector.empty() ? Result<void>() : CheckDetectorName(finding.detector);
}

void FindingsRead::LeaveOut(const std::string& why) {
  if (left_out++ == 0) first_left_out = why;
}

Result<void> FindingsRead::Check() const {
  if (left_out > 0 && taken == 0) return BadInput(first_left_out);
  return {};
}

void FindingsRead::Tell() const {
  if (left_out == 0) return;
  Say("left out, because they cannot be read: " + std::to_string(left_out) + "; the first is " + first_left_out);
}

Result<FindingsRead> ForEachFinding(const std::string& path, const std::function<void(FindingRecord)>& take) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return BadInput("cannot open " + path + ": does it exist and may it be read?");
  FindingsRead read;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    auto finding = FindingFromJson(line);
    const auto known = finding.and_then(CheckDetector);
    if (!known) {
      read.LeaveOut(path + ":" + std::to_string(number) + ": " + known.error().message);
      continue;
    }
    ++read.taken;
    take(std::move(*finding));
  }
  if (auto fit = read.Check(); !fit) return tl::unexpected(fit.error());
  return read;
}

}  // namespace labelwatch
