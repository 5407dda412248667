#include "config/commands/flagged_findings.h"

#include <utility>
#include <vector>

#include "consumers/kafka/flagged_reader.h"
#include "schema/text.h"

namespace labelwatch {

Result<FindingsRead> ForEachFlagged(const KafkaOptions& options, const std::function<void(FlaggedFrame)>& take) {
  FindingsRead findings;
  const auto read = ReadFlagged(options, [&](FlaggedFrame frame) {
    std::erase_if(frame.findings, [&](const FindingRecord& finding) {
      const auto known = CheckDetector(finding);
      if (!known) findings.LeaveOut("frame " + Printable(frame.frame_id) + ": " + known.error().message);
      return !known;
    });
    findings.taken += frame.findings.size();
    take(std::move(frame));
  });
  if (!read) return tl::unexpected(read.error());
  if (read->left_out > 0 && findings.left_out == 0) findings.first_left_out = read->first_left_out;
  findings.left_out += read->left_out;
  if (auto fit = findings.Check(); !fit) return tl::unexpected(fit.error());
  return findings;
}

}  // namespace labelwatch
