#pragma once
// Outputs that stand before others: what they do not take up themselves goes on as it came.

#include "consumers/task.h"

namespace labelwatch {

// Single-owner, like the task that it serves. `next` outlives it.
class OutputsBefore : public Outputs {
 public:
  explicit OutputsBefore(Outputs& next) : next_(next) {}

  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override {
    next_.Judged(frame, calibration, judgement, inspector);
  }
  void Asked(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
             const Inspector& inspector, const Routed& routed, std::int64_t now_ms) override {
    next_.Asked(frame, calibration, judgement, inspector, routed, now_ms);
  }
  void Refused(const Record& record, Rejection reason) override { next_.Refused(record, reason); }
  void UnknownFields(const Record& record, std::span<const std::string> names) override {
    next_.UnknownFields(record, names);
  }
  void AheadOfClock(const JoinRecord& record, std::int64_t event_time_ms) override {
    next_.AheadOfClock(record, event_time_ms);
  }

 private:
  Outputs& next_;
};

}  // namespace labelwatch
