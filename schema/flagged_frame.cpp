// Flagged frames as protobuf, and their ids.
#include <google/protobuf/util/json_util.h>

#include "labelwatch/v1/labelwatch.pb.h"
#include "schema/hash.h"
#include "schema/output.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

void SetBox(const Box& from, v1::Box* to) {
  to->set_x_min(from.x_min);
  to->set_y_min(from.y_min);
  to->set_x_max(from.x_max);
  to->set_y_max(from.y_max);
}

Box BoxOf(const v1::Box& box) { return {box.x_min(), box.y_min(), box.x_max(), box.y_max()}; }

void SetFinding(const FindingRecord& from, v1::Finding* to) {
  to->set_frame_id(from.frame_id);
  to->set_kind(static_cast<v1::Kind>(from.kind));
  to->set_score(from.score);
  to->set_probability(from.probability);
  to->set_rough(from.rough);
  to->set_flagged(from.flagged);
  to->set_label_id(from.label_id);
  to->set_class_name(from.class_name);
  to->set_suggested_class(from.suggested_class);
  if (from.box) SetBox(*from.box, to->mutable_box());
  if (from.suggested_box) SetBox(*from.suggested_box, to->mutable_suggested_box());
  to->set_model(from.model);
  to->set_detector(from.detector);
  to->set_evidence(from.evidence);
  to->set_calibration_version(from.calibration_version);
  to->set_annotator(from.annotator);
  to->set_source(from.source);
  to->set_finding_id(from.id);
  if (from.prior != from.probability) to->set_prior_probability(from.prior);
}

FindingRecord FindingOf(const v1::Finding& from) {
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
  to.id = from.finding_id();
  to.prior = from.prior_probability() > 0 ? from.prior_probability() : to.probability;
  return to;
}

}  // namespace

std::string FlaggedFrameId(const JoinedFrame& frame, std::string_view judge) {
  std::string id;
  for (const std::uint64_t start : {ByteHash::kStart, std::uint64_t{0x9e3779b97f4a7c15}}) {
    ByteHash hash(start);
    // The length goes first, so that ("ab", "c") and ("a", "bc") differ.
    const auto add = [&hash](std::string_view text) {
      hash.Add(std::uint64_t{text.size()});
      hash.Add(text);
    };
    add(frame.labels.frame_id);
    hash.Add(frame.labels.label_revision);
    for (const PredictedFrame& predicted : frame.predictions) {
      add(predicted.model);
      add(predicted.model_version);
    }
    add(judge);
    id += HexDigits(Mix(hash.Value()));
  }
  return id;
}

std::string EncodeFlaggedFrame(const FlaggedFrame& flagged, const LabeledFrame& frame, const NameTable& classes) {
  v1::FlaggedFrame message;
  message.set_id(flagged.id);
  message.set_frame_id(flagged.frame_id);
  message.set_source(flagged.source);
  message.set_sequence(flagged.sequence);
  message.set_annotator(flagged.annotator);
  message.set_sequence_index(flagged.sequence_index);
  message.set_label_revision(flagged.label_revision);
  message.set_event_time_unix_ms(flagged.event_time_ms);
  if (!flagged.image_uri.empty() || !flagged.image_sha256.empty()) {
    message.mutable_image()->set_uri(flagged.image_uri);
    message.mutable_image()->set_sha256(flagged.image_sha256);
  }
  message.set_image_width(flagged.image_width);
  message.set_image_height(flagged.image_height);
  message.set_score(flagged.score);
  for (const FindingRecord& finding : flagged.findings) SetFinding(finding, message.add_findings());
  for (const std::string& model : flagged.models) message.add_models(model);
  message.mutable_sampling()->set_arm(v1::Sampling::ARM_FLAGGED);
  message.mutable_sampling()->set_inclusion_probability(flagged.inclusion_probability);
  message.set_calibration_version(flagged.calibration_version);
  // The labels by the writer that knows them: encoded as a frame, of which only the labels are taken over.
  LabeledFrame only_labels;
  only_labels.labels = frame.labels;
  only_labels.other_label_classes = frame.other_label_classes;
  std::string encoded;
  Encode(only_labels, classes, encoded);
  v1::LabeledFrame labels;
  if (labels.ParseFromString(encoded)) message.mutable_labels()->Swap(labels.mutable_labels());
  return message.SerializeAsString();
}

Result<FlaggedFrame> DecodeFlaggedFrame(std::string_view bytes) {
  v1::FlaggedFrame message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return BadInput("not a labelwatch.v1.FlaggedFrame message");
  }
  FlaggedFrame flagged;
  flagged.id = message.id();
  flagged.frame_id = message.frame_id();
  flagged.source = message.source();
  flagged.sequence = message.sequence();
  flagged.annotator = message.annotator();
  flagged.sequence_index = message.sequence_index();
  flagged.label_revision = message.label_revision();
  flagged.event_time_ms = message.event_time_unix_ms();
  flagged.image_uri = message.image().uri();
  flagged.image_sha256 = message.image().sha256();
  flagged.image_width = message.image_width();
  flagged.image_height = message.image_height();
  flagged.score = message.score();
  for (const v1::Finding& finding : message.findings()) {
    if (finding.kind() < 1 || finding.kind() >= static_cast<int>(kKinds)) {
      return BadInput("unknown kind of finding, number " + std::to_string(finding.kind()));
    }
    flagged.findings.push_back(FindingOf(finding));
  }
  if (flagged.frame_id.empty()) return BadInput("a labelwatch.v1.FlaggedFrame message without a frame id");
  flagged.models.assign(message.models().begin(), message.models().end());
  flagged.inclusion_probability = message.sampling().inclusion_probability();
  flagged.calibration_version = message.calibration_version();
  return flagged;
}

Result<std::string> FlaggedFrameToJson(std::string_view bytes) {
  v1::FlaggedFrame message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return BadInput("not a labelwatch.v1.FlaggedFrame message");
  }
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return BadInput("has no JSON form: " + status.message().ToString());
  return json;
}

}  // namespace labelwatch
