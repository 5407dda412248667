#pragma once
// Outputs of a task that runs over files: every finding as a JSON line, and the most suspicious ones that nobody has
// decided about kept for a table.

#include <ostream>
#include <string>

#include "consumers/labeling/finding_filter.h"
#include "consumers/labeling/verdicts.h"
#include "consumers/ranking.h"
#include "consumers/refusal_log.h"
#include "consumers/task.h"

namespace labelwatch {

// Single-owner, like the task that it serves.
class FindingOutputs : public Outputs {
 public:
  // `lines`: where JSON lines go; null: nowhere. `verdicts`: null: there are none. REQUIRES: they outlive this object.
  // `ranked`: what of it is ranked; the lines are of all.
  FindingOutputs(std::ostream* lines, Ranking ranking, const Verdicts* verdicts = nullptr, FindingFilter ranked = {})
      : lines_(lines), ranking_(std::move(ranking)), verdicts_(verdicts), ranked_(std::move(ranked)) {}

  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override;
  void Refused(const Record& record, Rejection reason) override;
  void UnknownFields(const Record& record, std::span<const std::string> names) override {
    refusals_.UnknownFields(record.side, names, "record " + std::to_string(record.offset));
  }

  const Ranking& Top() const { return ranking_; }
  std::uint64_t Decided() const { return decided_; }  // findings that a verdict kept out of the table

 private:
  std::ostream* lines_;
  Ranking ranking_;
  const Verdicts* verdicts_;
  const FindingFilter ranked_;
  std::uint64_t decided_ = 0;
  std::string line_;
  RefusalLog refusals_;
};

}  // namespace labelwatch
