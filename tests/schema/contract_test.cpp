// The contract is for ever: numbers and types of all fields, as other teams' programs were compiled against them.
//
// To add a field: give it the next free number in the .proto, and add its line here. A line that is here already is
// never changed and never removed.

#include <gmock/gmock.h>
#include <labelwatch/v1/labelwatch.pb.h>
#include <rapidjson/document.h>

#include <map>

#include "schema/field_numbers.h"
#include "schema/finding.h"
#include "schema/output.h"

namespace labelwatch {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// "Message.field" -> "number type", repeated and map fields marked.
std::map<std::string, std::string> Contract() {
  std::map<std::string, std::string> contract;
  const auto* file = v1::LabeledFrame::descriptor()->file();
  for (int m = 0; m < file->message_type_count(); ++m) {
    const Descriptor* message = file->message_type(m);
    for (int f = 0; f < message->field_count(); ++f) {
      const FieldDescriptor* field = message->field(f);
      std::string type = field->type_name();
      if (field->message_type()) type = field->message_type()->name();
      if (field->enum_type()) type = field->enum_type()->name();
      contract[message->name() + "." + field->name()] =
          std::to_string(field->number()) + (field->is_repeated() ? " repeated " : " ") + type;
    }
  }
  return contract;
}

const std::map<std::string, std::string> kFrozen = {
    {"Box.x_max", "3 double"},
    {"Box.x_min", "1 double"},
    {"Box.y_max", "4 double"},
    {"Box.y_min", "2 double"},
    {"Calibration.classes", "2 repeated string"},
    {"Calibration.label_classes", "6 repeated uint32"},
    {"Calibration.labels", "4 repeated PooledLabel"},
    {"Calibration.labels_offered", "5 uint64"},
    {"Calibration.models", "3 repeated ModelCalibration"},
    {"Calibration.version", "1 uint64"},
    {"ClassProbability.class_name", "1 string"},
    {"ClassProbability.probability", "2 double"},
    {"ConfusionCount.count", "3 float"},
    {"ConfusionCount.labeled", "2 uint32"},
    {"ConfusionCount.predicted", "1 uint32"},
    {"DeadLetter.detail", "8 string"},
    {"DeadLetter.key", "5 bytes"},
    {"DeadLetter.offset", "3 int64"},
    {"DeadLetter.partition", "2 int32"},
    {"DeadLetter.reason", "7 string"},
    {"DeadLetter.timestamp_unix_ms", "4 int64"},
    {"DeadLetter.topic", "1 string"},
    {"DeadLetter.value", "6 bytes"},
    {"Finding.annotator", "15 string"},
    {"Finding.box", "9 Box"},
    {"Finding.calibration_version", "14 uint64"},
    {"Finding.class_name", "7 string"},
    {"Finding.detector", "12 string"},
    {"Finding.evidence", "13 string"},
    {"Finding.flagged", "5 bool"},
    {"Finding.frame_id", "1 string"},
    {"Finding.kind", "2 Kind"},
    {"Finding.label_id", "6 string"},
    {"Finding.model", "11 string"},
    {"Finding.probability", "4 double"},
    {"Finding.score", "3 double"},
    {"Finding.source", "16 string"},
    {"Finding.suggested_box", "10 Box"},
    {"Finding.suggested_class", "8 string"},
    {"FlaggedFrame.annotator", "17 string"},
    {"FlaggedFrame.calibration_version", "15 uint64"},
    {"FlaggedFrame.event_time_unix_ms", "7 int64"},
    {"FlaggedFrame.findings", "12 repeated Finding"},
    {"FlaggedFrame.frame_id", "2 string"},
    {"FlaggedFrame.id", "1 string"},
    {"FlaggedFrame.image", "8 ImageReference"},
    {"FlaggedFrame.image_height", "10 uint32"},
    {"FlaggedFrame.image_width", "9 uint32"},
    {"FlaggedFrame.label_revision", "6 uint64"},
    {"FlaggedFrame.labels", "16 repeated Label"},
    {"FlaggedFrame.models", "13 repeated string"},
    {"FlaggedFrame.sampling", "14 Sampling"},
    {"FlaggedFrame.score", "11 double"},
    {"FlaggedFrame.sequence", "4 string"},
    {"FlaggedFrame.sequence_index", "5 int64"},
    {"FlaggedFrame.source", "3 string"},
    {"FrameClassSum.frames", "2 double"},
    {"FrameClassSum.probability", "1 double"},
    {"IgnoreRegion.box", "1 Box"},
    {"IgnoreRegion.class_name", "2 string"},
    {"ImageReference.inline_bytes", "3 bytes"},
    {"ImageReference.sha256", "2 bytes"},
    {"ImageReference.uri", "1 string"},
    {"KindCalibration.curvature", "3 repeated float"},
    {"KindCalibration.kind", "1 Kind"},
    {"KindCalibration.log_rate_bound", "6 float"},
    {"KindCalibration.made", "4 repeated float"},
    {"KindCalibration.real", "5 repeated float"},
    {"KindCalibration.weights", "2 repeated float"},
    {"KindSums.curvature", "3 repeated float"},
    {"KindSums.gradient", "2 repeated float"},
    {"KindSums.kind", "1 Kind"},
    {"KindSums.made", "4 repeated uint32"},
    {"KindSums.real", "5 repeated uint32"},
    {"Label.annotator", "7 string"},
    {"Label.attributes", "9 repeated AttributesEntry"},
    {"Label.box", "3 Box"},
    {"Label.class_name", "2 string"},
    {"Label.crowd", "10 bool"},
    {"Label.difficult", "12 bool"},
    {"Label.id", "1 string"},
    {"Label.ignore", "11 bool"},
    {"Label.mask", "6 Mask"},
    {"Label.polygon", "5 Polygon"},
    {"Label.rotated_box", "4 RotatedBox"},
    {"Label.track_id", "8 string"},
    {"LabeledFrame.annotator", "5 string"},
    {"LabeledFrame.event_time_unix_ms", "7 int64"},
    {"LabeledFrame.exhaustive_classes", "13 repeated string"},
    {"LabeledFrame.frame_classes", "12 repeated string"},
    {"LabeledFrame.frame_id", "1 string"},
    {"LabeledFrame.ignore_regions", "16 repeated IgnoreRegion"},
    {"LabeledFrame.image", "10 ImageReference"},
    {"LabeledFrame.image_height", "9 uint32"},
    {"LabeledFrame.image_width", "8 uint32"},
    {"LabeledFrame.label_revision", "6 uint64"},
    {"LabeledFrame.labels", "11 repeated Label"},
    {"LabeledFrame.sequence", "3 string"},
    {"LabeledFrame.sequence_index", "4 int64"},
    {"LabeledFrame.source", "2 string"},
    {"LabeledFrame.unknown_classes", "15 repeated string"},
    {"LabeledFrame.verified_absent_classes", "14 repeated string"},
    {"LearningSums.confusions", "8 repeated ConfusionCount"},
    {"LearningSums.frame_class_sums", "9 repeated FrameClassSum"},
    {"LearningSums.frames", "2 uint64"},
    {"LearningSums.kinds", "3 repeated KindSums"},
    {"LearningSums.made_above", "6 uint32"},
    {"LearningSums.made_below", "7 uint32"},
    {"LearningSums.model", "1 string"},
    {"LearningSums.size_made", "5 repeated uint32"},
    {"LearningSums.size_real", "4 repeated uint32"},
    {"Mask.counts", "3 repeated uint32"},
    {"Mask.height", "2 uint32"},
    {"Mask.width", "1 uint32"},
    {"ModelCalibration.confusions", "8 repeated ConfusionCount"},
    {"ModelCalibration.frame_class_sums", "9 repeated FrameClassSum"},
    {"ModelCalibration.frames", "2 uint64"},
    {"ModelCalibration.kinds", "3 repeated KindCalibration"},
    {"ModelCalibration.made_median", "6 float"},
    {"ModelCalibration.model", "1 string"},
    {"ModelCalibration.size_log_ratio", "7 repeated float"},
    {"ModelCalibration.size_made", "5 repeated float"},
    {"ModelCalibration.size_real", "4 repeated float"},
    {"Polygon.rings", "1 repeated Ring"},
    {"PooledLabel.class", "3 uint32"},
    {"PooledLabel.height", "2 float"},
    {"PooledLabel.width", "1 float"},
    {"PredictedFrame.class_probabilities", "6 repeated ClassProbability"},
    {"PredictedFrame.event_time_unix_ms", "4 int64"},
    {"PredictedFrame.frame_id", "1 string"},
    {"PredictedFrame.model", "2 string"},
    {"PredictedFrame.model_version", "3 string"},
    {"PredictedFrame.predictions", "5 repeated Prediction"},
    {"PredictedFrame.sequence", "8 string"},
    {"PredictedFrame.trained_on_this_frame", "7 bool"},
    {"Prediction.box", "1 Box"},
    {"Prediction.class_name", "5 string"},
    {"Prediction.class_probabilities", "7 repeated ClassProbability"},
    {"Prediction.mask", "4 Mask"},
    {"Prediction.polygon", "3 Polygon"},
    {"Prediction.rotated_box", "2 RotatedBox"},
    {"Prediction.score", "6 double"},
    {"Prediction.track_id", "8 string"},
    {"Ring.hole", "2 bool"},
    {"Ring.xy", "1 repeated double"},
    {"RotatedBox.center_x", "1 double"},
    {"RotatedBox.center_y", "2 double"},
    {"RotatedBox.height", "4 double"},
    {"RotatedBox.rotation_degrees", "5 double"},
    {"RotatedBox.width", "3 double"},
    {"Sampling.arm", "1 Arm"},
    {"Sampling.inclusion_probability", "2 double"},
    {"SeriesTally.dimension", "1 string"},
    {"SeriesTally.findings", "4 repeated uint64"},
    {"SeriesTally.labels", "3 uint64"},
    {"SeriesTally.value", "2 string"},
    {"Tally.classes", "5 repeated string"},
    {"Tally.flagged_frames", "2 uint64"},
    {"Tally.frames", "1 uint64"},
    {"Tally.label_classes", "7 repeated uint32"},
    {"Tally.labels", "6 repeated PooledLabel"},
    {"Tally.learning", "4 repeated LearningSums"},
    {"Tally.series", "3 repeated SeriesTally"},
};

TEST(ContractTest, FieldNumbersAndTypesAreForEver) {
  const auto contract = Contract();
  for (const auto& [field, form] : kFrozen) {
    const auto found = contract.find(field);
    ASSERT_NE(found, contract.end()) << field << " is gone";
    EXPECT_EQ(found->second, form) << field;
  }
  for (const auto& [field, form] : contract) {
    EXPECT_TRUE(kFrozen.contains(field)) << "new field: add the line {\"" << field << "\", \"" << form << "\"},";
  }
}

int Number(const Descriptor* message, const char* field) {
  const FieldDescriptor* found = message->FindFieldByName(field);
  return found ? found->number() : -1;
}

TEST(ContractTest, TheHandWrittenReaderUsesTheSameNumbers) {
  const Descriptor* label = v1::Label::descriptor();
  EXPECT_EQ(Number(label, "id"), static_cast<int>(field::label::kId));
  EXPECT_EQ(Number(label, "class_name"), static_cast<int>(field::label::kClassName));
  EXPECT_EQ(Number(label, "attributes"), static_cast<int>(field::label::kAttributes));
  EXPECT_EQ(Number(label, "difficult"), static_cast<int>(field::label::kDifficult));
  const Descriptor* frame = v1::LabeledFrame::descriptor();
  EXPECT_EQ(Number(frame, "labels"), static_cast<int>(field::labeled_frame::kLabels));
  EXPECT_EQ(Number(frame, "ignore_regions"), static_cast<int>(field::labeled_frame::kIgnoreRegions));
  const Descriptor* predicted = v1::PredictedFrame::descriptor();
  EXPECT_EQ(Number(predicted, "predictions"), static_cast<int>(field::predicted_frame::kPredictions));
  EXPECT_EQ(Number(predicted, "sequence"), static_cast<int>(field::predicted_frame::kSequence));
}

TEST(ContractTest, KindsHaveTheSameNumbersAndWords) {
  for (int number = 1; number < static_cast<int>(kKinds); ++number) {
    std::string word = v1::Kind_Name(number).substr(5);
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    EXPECT_EQ(KindWord(static_cast<Kind>(number)), word);
    EXPECT_EQ(KindFromWord(word), static_cast<Kind>(number));
  }
}

TEST(ContractTest, FindingLinesUseTheFieldNamesOfTheProto) {
  FindingRecord finding;
  finding.frame_id = finding.label_id = finding.class_name = finding.suggested_class = "x";
  finding.model = finding.detector = finding.evidence = finding.annotator = finding.source = "x";
  finding.box = finding.suggested_box = Box{1, 2, 3, 4};
  std::string line;
  AppendFindingJson(finding, line);
  rapidjson::Document document;
  document.Parse(line.c_str());
  ASSERT_FALSE(document.HasParseError());
  const Descriptor* message = v1::Finding::descriptor();
  EXPECT_EQ(static_cast<int>(document.MemberCount()), message->field_count());
  for (auto member = document.MemberBegin(); member != document.MemberEnd(); ++member) {
    EXPECT_GT(Number(message, member->name.GetString()), 0) << member->name.GetString();
  }
}

}  // namespace
}  // namespace labelwatch
