#include "consumers/request_outputs.h"

#include "consumers/flagged_frame.h"
#include "consumers/labeling/requests.h"

namespace labelwatch {

void RequestOutputs::Asked(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                           const Inspector& inspector, const Routed& routed, std::int64_t now_ms) {
  FlaggedFrame judged;
  if (routed.Asks()) judged = MakeFlaggedFrame(frame, calibration, judgement, inspector, judge_, classes_);
  if (routed.Asks() && times_.order) {  // the place that the stream gave it is no time
    LabeledFrame labels = frame.labels;
    labels.labeled_at_ms = 0;
    CarryFrame({labels, frame.predictions}, classes_, judged);
  }
  const RelabelRequest request = routed.Asks() ? MakeRequest(std::move(judged), routed, now_ms)
                                               : MakeWithdrawal(frame.labels, FlaggedFrameId(frame, judge_), now_ms);
  if (const auto line = RelabelRequestToJson(EncodeRelabelRequest(request))) lines_ << *line << '\n';
}

}  // namespace labelwatch
