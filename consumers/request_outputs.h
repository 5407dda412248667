#pragma once
// What people would be asked, written as lines of JSON: `replay --requests`. The same requests that a service writes to
// its topic, in the order of the frames; the rest goes on to other outputs.

#include <ostream>
#include <string>

#include "consumers/label_times.h"
#include "consumers/outputs_before.h"

namespace labelwatch {

// Single-owner, like the task that it serves.
class RequestOutputs : public OutputsBefore {
 public:
  // `judge` names detectors and options, as in the ids of flagged frames. `times`: what label times of the stream mean,
  // once it is read. REQUIRES: all outlive this object.
  RequestOutputs(std::ostream& lines, Outputs& others, std::string judge, const NameTable& classes,
                 const LabelTimes& times)
      : OutputsBefore(others), lines_(lines), judge_(std::move(judge)), classes_(classes), times_(times) {}

  void Asked(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
             const Inspector& inspector, const Routed& routed, std::int64_t now_ms) override;

 private:
  std::ostream& lines_;
  const std::string judge_;
  const NameTable& classes_;
  const LabelTimes& times_;
};

}  // namespace labelwatch
