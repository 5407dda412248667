#pragma once
// Outputs of a task that runs over files: every finding as a JSON line, and the most suspicious ones kept for a table.

#include <ostream>
#include <string>

#include "consumers/ranking.h"
#include "consumers/refusal_log.h"
#include "consumers/task.h"

namespace labelwatch {

// Single-owner, like the task that it serves.
class FindingOutputs : public Outputs {
 public:
  // `lines`: where JSON lines go; null: nowhere. REQUIRES: it outlives this object.
  FindingOutputs(std::ostream* lines, Ranking ranking) : lines_(lines), ranking_(std::move(ranking)) {}

  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override;
  void Refused(const Record& record, Rejection reason) override;

  const Ranking& Top() const { return ranking_; }

 private:
  std::ostream* lines_;
  Ranking ranking_;
  std::string line_;
  RefusalLog refusals_;
};

}  // namespace labelwatch
