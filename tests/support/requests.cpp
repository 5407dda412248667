#include "tests/support/requests.h"

#include <vector>

#include "schema/names.h"

namespace labelwatch {

RelabelRequest WrongClassRequest(const std::string& frame_id, std::uint64_t revision) {
  NameTable classes(10);
  LabeledFrame labels;
  labels.frame_id = frame_id;
  labels.label_revision = revision;
  labels.annotator = "ann";
  labels.image_width = 200;
  labels.image_height = 100;
  Label& car = labels.labels.emplace_back();
  car.id = "1";
  car.class_id = classes.Add("car");
  car.shape = {ShapeKind::kBox, {10, 10, 50, 50}, {}};
  std::vector<PredictedFrame> predicted(1);
  predicted[0].frame_id = frame_id;
  predicted[0].model = "yolo";
  predicted[0].predictions.push_back({car.shape, classes.Add("truck"), .9, {}, 0, 0});
  RelabelRequest request;
  request.frame_id = request.frame.frame_id = frame_id;
  request.label_revision = request.frame.label_revision = revision;
  request.frame.image_uri = "https://pictures.example/" + frame_id;
  request.frame.image_width = 200;
  request.frame.image_height = 100;
  request.frame.annotator = "ann";
  request.frame.id = FlaggedFrameId({labels, predicted}, "test");
  FindingRecord& finding = request.frame.findings.emplace_back();
  finding.id = "of " + frame_id;
  finding.frame_id = frame_id;
  finding.kind = Kind::kWrongClass;
  finding.probability = .8;
  finding.label_id = "1";
  finding.class_name = "car";
  finding.suggested_class = "truck";
  finding.box = car.shape.bounds;
  CarryFrame({labels, predicted}, classes, request.frame);
  request.id = RequestId(request.frame, request.queue);
  return request;
}

RelabelRequest AuditRequest(const std::string& frame, std::uint64_t revision) {
  RelabelRequest request = WrongClassRequest(frame, revision);
  request.frame.findings.clear();
  request.frame.arm = ReviewArm::kAudit;
  request.frame.inclusion_probability = 0.01;
  request.priority = 1;
  request.id = RequestId(request.frame, request.queue);
  return request;
}

}  // namespace labelwatch
