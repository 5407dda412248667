#pragma once
// What people would be asked, written as lines of JSON: `replay --requests`. The same requests that a service writes to
// its topic, in the order of the frames; the rest goes on to other outputs.

#include <ostream>
#include <string>

#include "consumers/task.h"

namespace labelwatch {

// Single-owner, like the task that it serves.
class RequestOutputs : public Outputs {
 public:
  // `judge` names detectors and options, as in the ids of flagged frames. REQUIRES: all outlive this object.
  RequestOutputs(std::ostream& lines, Outputs& others, std::string judge, const NameTable& classes)
      : lines_(lines), others_(others), judge_(std::move(judge)), classes_(classes) {}

  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override {
    others_.Judged(frame, calibration, judgement, inspector);
  }
  void Asked(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
             const Inspector& inspector, const Routed& routed, std::int64_t now_ms) override;
  void Refused(const Record& record, Rejection reason) override { others_.Refused(record, reason); }
  void AheadOfClock(const JoinRecord& record, std::int64_t event_time_ms) override {
    others_.AheadOfClock(record, event_time_ms);
  }

 private:
  std::ostream& lines_;
  Outputs& others_;
  const std::string judge_;
  const NameTable& classes_;
};

}  // namespace labelwatch
