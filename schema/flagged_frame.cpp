// Flagged frames as protobuf, and their ids.
#include "labelwatch/v1/labelwatch.pb.h"
#include "schema/finding_proto.h"
#include "schema/flagged_proto.h"
#include "schema/hash.h"
#include "schema/output.h"
#include "schema/proto_json.h"

namespace labelwatch {
namespace {

// Labels have a field of their own; of the rest, what has none.
void SetLabeled(const std::string& labeled, v1::FlaggedFrame& out) {
  v1::LabeledFrame& rest = *out.mutable_as_labeled();  // set, even if it says nothing more: the labels are not left out
  if (!rest.ParseFromString(labeled)) return out.clear_as_labeled();
  out.mutable_labels()->Swap(rest.mutable_labels());
  rest.clear_frame_id();
  rest.clear_source();
  rest.clear_sequence();
  rest.clear_sequence_index();
  rest.clear_annotator();
  rest.clear_label_revision();
  rest.clear_event_time_unix_ms();
  rest.clear_image_width();
  rest.clear_image_height();
  rest.clear_image();
}

// The inverse.
std::string LabeledOf(const v1::FlaggedFrame& from) {
  if (!from.has_as_labeled()) return {};
  v1::LabeledFrame labeled = from.as_labeled();
  labeled.set_frame_id(from.frame_id());
  labeled.set_source(from.source());
  labeled.set_sequence(from.sequence());
  labeled.set_sequence_index(from.sequence_index());
  labeled.set_annotator(from.annotator());
  labeled.set_label_revision(from.label_revision());
  labeled.set_event_time_unix_ms(from.event_time_unix_ms());
  labeled.set_image_width(from.image_width());
  labeled.set_image_height(from.image_height());
  if (from.has_image()) *labeled.mutable_image() = from.image();
  *labeled.mutable_labels() = from.labels();
  return labeled.SerializeAsString();
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

void SetSampling(ReviewArm arm, double inclusion_probability, v1::Sampling& out) {
  out.set_arm(static_cast<v1::Sampling::Arm>(arm));
  out.set_inclusion_probability(inclusion_probability);
}

Result<ReviewArm> ArmOf(const v1::Sampling& proto) {
  if (v1::Sampling::Arm_IsValid(proto.arm())) return static_cast<ReviewArm>(proto.arm());
  return BadInput("unknown reason for a review, number " + std::to_string(proto.arm()));
}

void ToProto(const FlaggedFrame& flagged, v1::FlaggedFrame& out) {
  out.set_id(flagged.id);
  out.set_frame_id(flagged.frame_id);
  out.set_source(flagged.source);
  out.set_sequence(flagged.sequence);
  out.set_annotator(flagged.annotator);
  out.set_sequence_index(flagged.sequence_index);
  out.set_label_revision(flagged.label_revision);
  out.set_event_time_unix_ms(flagged.event_time_ms);
  if (!flagged.image_uri.empty() || !flagged.image_sha256.empty()) {
    out.mutable_image()->set_uri(flagged.image_uri);
    out.mutable_image()->set_sha256(flagged.image_sha256);
  }
  out.set_image_width(flagged.image_width);
  out.set_image_height(flagged.image_height);
  out.set_score(flagged.score);
  for (const FindingRecord& finding : flagged.findings) ToProto(finding, *out.add_findings());
  for (const std::string& model : flagged.models) out.add_models(model);
  SetSampling(flagged.arm, flagged.inclusion_probability, *out.mutable_sampling());
  out.set_calibration_version(flagged.calibration_version);
  if (!flagged.labeled.empty()) SetLabeled(flagged.labeled, out);
  for (const std::string& predicted : flagged.predicted) {
    v1::PredictedFrame message;
    if (message.ParseFromString(predicted)) *out.add_predictions() = std::move(message);
  }
  out.set_predictions_left_out(flagged.predictions_left_out);
}

Result<FlaggedFrame> FromProto(const v1::FlaggedFrame& proto) {
  FlaggedFrame flagged;
  flagged.id = proto.id();
  flagged.frame_id = proto.frame_id();
  flagged.source = proto.source();
  flagged.sequence = proto.sequence();
  flagged.annotator = proto.annotator();
  flagged.sequence_index = proto.sequence_index();
  flagged.label_revision = proto.label_revision();
  flagged.event_time_ms = proto.event_time_unix_ms();
  flagged.image_uri = proto.image().uri();
  flagged.image_sha256 = proto.image().sha256();
  flagged.image_width = proto.image_width();
  flagged.image_height = proto.image_height();
  flagged.score = proto.score();
  for (const v1::Finding& one : proto.findings()) {
    auto finding = FromProto(one);
    if (!finding) return tl::unexpected(finding.error());
    flagged.findings.push_back(std::move(*finding));
  }
  if (flagged.frame_id.empty()) return BadInput("a labelwatch.v1.FlaggedFrame message without a frame id");
  flagged.models.assign(proto.models().begin(), proto.models().end());
  const auto arm = ArmOf(proto.sampling());
  if (!arm) return tl::unexpected(arm.error());
  flagged.arm = *arm;
  flagged.inclusion_probability = proto.sampling().inclusion_probability();
  flagged.calibration_version = proto.calibration_version();
  flagged.labeled = LabeledOf(proto);
  for (const v1::PredictedFrame& predicted : proto.predictions()) {
    flagged.predicted.push_back(predicted.SerializeAsString());
  }
  flagged.predictions_left_out = proto.predictions_left_out();
  return flagged;
}

std::string EncodeFlaggedFrame(const FlaggedFrame& flagged) {
  v1::FlaggedFrame message;
  ToProto(flagged, message);
  return message.SerializeAsString();
}

Result<FlaggedFrame> DecodeFlaggedFrame(std::string_view bytes) {
  v1::FlaggedFrame message;
  if (auto read = ReadEither(bytes, message); !read) return tl::unexpected(read.error());
  return FromProto(message);
}

Result<std::string> FlaggedFrameToJson(std::string_view bytes) {
  v1::FlaggedFrame message;
  if (auto read = ReadEither(bytes, message); !read) return tl::unexpected(read.error());
  return JsonOf(message);
}

}  // namespace labelwatch
