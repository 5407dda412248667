#include "consumers/finding_outputs.h"

#include "schema/output.h"
#include "schema/refusal_detail.h"

namespace labelwatch {

void FindingOutputs::Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                            const Inspector& inspector) {
  for (const Finding& finding : judgement.findings) {
    const bool ranked = ranking_.Wants(finding.score);
    if (!lines_ && !ranked && verdicts_ == nullptr) continue;
    FindingRecord record = inspector.Describe(frame, calibration, finding);
    if (lines_) {
      line_.clear();
      AppendFindingJson(record, line_);
      line_ += '\n';
      lines_->write(line_.data(), static_cast<std::streamsize>(line_.size()));
    }
    const bool decided = verdicts_ != nullptr && verdicts_->Decided(record);
    decided_ += decided;
    if (ranked && !decided && ranked_.Passes(record)) ranking_.Add(std::move(record));
  }
}

void FindingOutputs::Refused(const Record& record, Rejection reason) {
  const std::string why = RefusalDetail(record.value, record.side, reason);
  refusals_.Refused(record.side, reason,
                    "record " + std::to_string(record.offset) + (why.empty() ? std::string() : ": " + why));
}

}  // namespace labelwatch
