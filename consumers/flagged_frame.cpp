#include "consumers/flagged_frame.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "schema/calibration.h"

namespace labelwatch {

FlaggedFrame MakeFlaggedFrame(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                              const Inspector& inspector, std::string_view judge, const NameTable& classes) {
  const LabeledFrame& labels = frame.labels;
  FlaggedFrame flagged;
  flagged.id = FlaggedFrameId(frame, judge);
  flagged.frame_id = labels.frame_id;
  flagged.source = labels.source;
  flagged.sequence = labels.sequence;
  flagged.annotator = labels.annotator;
  flagged.sequence_index = labels.sequence_index;
  flagged.label_revision = labels.label_revision;
  flagged.event_time_ms = labels.event_time_ms;
  flagged.image_uri = labels.image_uri;
  flagged.image_sha256 = labels.image_sha256;
  flagged.image_width = labels.image_width;
  flagged.image_height = labels.image_height;
  flagged.score = judgement.frame_score;
  flagged.calibration_version = calibration.version;
  std::vector<const Finding*> findings;
  for (const Finding& finding : judgement.findings) {
    if (finding.flagged) findings.push_back(&finding);
  }
  std::ranges::stable_sort(findings, std::greater(), &Finding::score);
  if (findings.size() > kMostFindings) findings.resize(kMostFindings);
  for (const Finding* finding : findings) flagged.findings.push_back(inspector.Describe(frame, calibration, *finding));
  for (const PredictedFrame& predicted : frame.predictions) {
    flagged.models.push_back(ModelKey(predicted.model, predicted.model_version));
  }
  CarryFrame(frame, classes, flagged);
  return flagged;
}

}  // namespace labelwatch
