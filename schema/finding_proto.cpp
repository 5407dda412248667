#include "schema/finding_proto.h"

#include "labelwatch/v1/labelwatch.pb.h"

namespace labelwatch {
namespace {

void SetBox(const Box& from, v1::Box* to) {
  to->set_x_min(from.x_min);
  to->set_y_min(from.y_min);
  to->set_x_max(from.x_max);
  to->set_y_max(from.y_max);
}

Box BoxOf(const v1::Box& box) { return {box.x_min(), box.y_min(), box.x_max(), box.y_max()}; }

}  // namespace

void ToProto(const FindingRecord& from, v1::Finding& to) {
  to.set_frame_id(from.frame_id);
  to.set_kind(static_cast<v1::Kind>(from.kind));
  to.set_score(from.score);
  to.set_probability(from.probability);
  to.set_rough(from.rough);
  to.set_flagged(from.flagged);
  to.set_label_id(from.label_id);
  to.set_class_name(from.class_name);
  to.set_suggested_class(from.suggested_class);
  if (from.box) SetBox(*from.box, to.mutable_box());
  if (from.suggested_box) SetBox(*from.suggested_box, to.mutable_suggested_box());
  to.set_model(from.model);
  to.set_detector(from.detector);
  to.set_evidence(from.evidence);
  to.set_calibration_version(from.calibration_version);
  to.set_annotator(from.annotator);
  to.set_source(from.source);
  to.set_finding_id(from.id);
  to.set_track_id(from.track_id);
  to.set_sequence(from.sequence);
  if (from.prior != from.probability) to.set_prior_probability(from.prior);
}

Result<FindingRecord> FromProto(const v1::Finding& from) {
  if (from.kind() < 1 || from.kind() >= static_cast<int>(kKinds)) {
    return BadInput("unknown kind of finding, number " + std::to_string(from.kind()));
  }
  FindingRecord to;
  to.frame_id = from.frame_id();
  to.kind = static_cast<Kind>(from.kind());
  to.score = from.score();
  to.probability = from.probability();
  to.rough = from.rough();
  to.flagged = from.flagged();
  to.label_id = from.label_id();
  to.class_name = from.class_name();
  to.suggested_class = from.suggested_class();
  if (from.has_box()) to.box = BoxOf(from.box());
  if (from.has_suggested_box()) to.suggested_box = BoxOf(from.suggested_box());
  to.model = from.model();
  to.detector = from.detector();
  to.evidence = from.evidence();
  to.calibration_version = from.calibration_version();
  to.annotator = from.annotator();
  to.source = from.source();
  to.track_id = from.track_id();
  to.sequence = from.sequence();
  to.id = from.finding_id();
  to.prior = from.prior_probability() > 0 ? from.prior_probability() : to.probability;
  return to;
}

}  // namespace labelwatch
