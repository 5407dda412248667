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
#include "schema/relabel.h"

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
    {"Calibration.annotators", "9 repeated Contribution"},
    {"Calibration.classes", "2 repeated string"},
    {"Calibration.frame_budget", "10 FrameBudget"},
    {"Calibration.joint", "11 repeated ScoreCounts"},
    {"Calibration.label_classes", "6 repeated uint32"},
    {"Calibration.labels", "4 repeated PooledLabel"},
    {"Calibration.labels_offered", "5 uint64"},
    {"Calibration.layout", "7 uint32"},
    {"Calibration.models", "3 repeated ModelCalibration"},
    {"Calibration.sources", "8 repeated Contribution"},
    {"Calibration.version", "1 uint64"},
    {"ClassProbability.class_name", "1 string"},
    {"ClassProbability.probability", "2 double"},
    {"ConfusionCount.count", "3 float"},
    {"ConfusionCount.labeled", "2 uint32"},
    {"ConfusionCount.predicted", "1 uint32"},
    {"Contribution.frames", "2 float"},
    {"Contribution.name", "1 string"},
    {"Covered.clock_unix_ms", "6 int64"},
    {"Covered.labels_from", "2 int64"},
    {"Covered.labels_to", "3 int64"},
    {"Covered.partition", "1 int32"},
    {"Covered.predictions_from", "4 int64"},
    {"Covered.predictions_to", "5 int64"},
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
    {"Finding.finding_id", "18 string"},
    {"Finding.flagged", "5 bool"},
    {"Finding.frame_id", "1 string"},
    {"Finding.kind", "2 Kind"},
    {"Finding.label_id", "6 string"},
    {"Finding.model", "11 string"},
    {"Finding.prior_probability", "19 double"},
    {"Finding.probability", "4 double"},
    {"Finding.rough", "17 bool"},
    {"Finding.score", "3 double"},
    {"Finding.sequence", "21 string"},
    {"Finding.source", "16 string"},
    {"Finding.suggested_box", "10 Box"},
    {"Finding.suggested_class", "8 string"},
    {"Finding.track_id", "20 string"},
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
    {"FrameBudget.cells", "3 repeated float"},
    {"FrameBudget.frames", "2 double"},
    {"FrameBudget.per_1000", "1 double"},
    {"FrameClassSum.agreed", "3 double"},
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
    {"KindCalibration.alarm_score", "9 float"},
    {"KindCalibration.pinned", "8 repeated float"},
    {"KindCalibration.real", "5 repeated float"},
    {"KindCalibration.reference", "7 repeated float"},
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
    {"LabeledFrame.labeled_at_unix_ms", "17 int64"},
    {"LabeledFrame.attributes", "18 repeated AttributesEntry"},
    {"HeldClass.frames", "3 uint32"},
    {"HeldClass.of_class", "2 uint32"},
    {"HeldClass.value", "1 uint32"},
    {"ModelSaid.frames", "2 uint32"},
    {"ModelSaid.labeled", "3 repeated uint32"},
    {"ModelSaid.model", "1 uint32"},
    {"ModelSaid.objects", "5 repeated uint32"},
    {"ModelSaid.predicted", "4 repeated uint32"},
    {"ModelSaid.scores", "6 repeated uint32"},
    {"SeriesBlock.held", "7 repeated HeldClass"},
    {"SeriesBlock.models_said", "6 repeated ModelSaid"},
    {"SeriesBlock.regime", "8 string"},
    {"SeriesBaseline.regime", "12 string"},
    {"SeriesSelection.regime", "5 string"},
    {"LabeledFrame.labels", "11 repeated Label"},
    {"LabeledFrame.sequence", "3 string"},
    {"LabeledFrame.sequence_index", "4 int64"},
    {"LabeledFrame.source", "2 string"},
    {"LabeledFrame.unknown_classes", "15 repeated string"},
    {"LabeledFrame.verified_absent_classes", "14 repeated string"},
    {"LearningBlock.models", "2 repeated LearningSums"},
    {"LearningBlock.stream", "1 StreamSums"},
    {"LearningState.calibration", "3 Calibration"},
    {"LearningState.covered", "5 repeated Covered"},
    {"LearningState.group", "1 string"},
    {"LearningState.next_offset", "2 int64"},
    {"LearningState.workers", "4 repeated WorkerState"},
    {"LearningSums.confusions", "8 repeated ConfusionCount"},
    {"LearningSums.frame_class_contradictions", "11 repeated ConfusionCount"},
    {"LearningSums.frame_class_habits", "10 repeated ConfusionCount"},
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
    {"ModelCalibration.frame_class_contradictions", "11 repeated ConfusionCount"},
    {"ModelCalibration.frame_class_habits", "10 repeated ConfusionCount"},
    {"ModelCalibration.frame_class_sums", "9 repeated FrameClassSum"},
    {"ModelCalibration.frames", "2 uint64"},
    {"ModelCalibration.kinds", "3 repeated KindCalibration"},
    {"ModelCalibration.last_lesson", "12 uint64"},
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
    {"Baselines.frames_per_ms", "2 double"},
    {"Baselines.in_order", "1 bool"},
    {"Baselines.series", "4 repeated SeriesBaseline"},
    {"Baselines.weights", "3 repeated PinnedWeights"},
    {"PinnedWeights.mark", "2 fixed64"},
    {"PinnedWeights.model", "1 string"},
    {"SeriesBaseline.dimension", "1 string"},
    {"SeriesBaseline.flagged", "8 double"},
    {"SeriesBaseline.flagged_in_groups", "11 double"},
    {"SeriesBaseline.flagged_pairs", "10 double"},
    {"SeriesBaseline.frame_pairs", "9 double"},
    {"SeriesBaseline.frames", "7 double"},
    {"SeriesBaseline.kind", "3 string"},
    {"SeriesBaseline.learnt", "5 bool"},
    {"SeriesBaseline.models", "4 string"},
    {"SeriesBaseline.value", "2 string"},
    {"SeriesBaseline.version", "6 uint32"},
    {"SeriesBlock.kinds", "4 repeated string"},
    {"SeriesBlock.models", "3 string"},
    {"SeriesBlock.rows", "5 repeated SeriesRow"},
    {"SeriesBlock.sequence", "2 string"},
    {"SeriesBlock.tick_unix_ms", "1 int64"},
    {"SeriesRow.flagged", "3 repeated uint32"},
    {"SeriesRow.frames", "2 uint32"},
    {"SeriesRow.value", "1 uint32"},
    {"SeriesSums.blocks", "2 repeated SeriesBlock"},
    {"SeriesSums.values", "1 repeated SeriesValue"},
    {"SeriesValue.dimension", "1 string"},
    {"SeriesValue.name", "2 string"},
    {"ScoreCounts.kind", "1 Kind"},
    {"ScoreCounts.made", "2 repeated float"},
    {"ScoreCounts.real", "3 repeated float"},
    {"ScoreSums.kind", "1 Kind"},
    {"ScoreSums.made", "2 repeated uint32"},
    {"ScoreSums.real", "3 repeated uint32"},
    {"StreamSums.annotators", "5 repeated Contribution"},
    {"StreamSums.frame_scores", "7 repeated uint32"},
    {"StreamSums.frames", "1 uint64"},
    {"StreamSums.frames_scored", "6 uint64"},
    {"StreamSums.joint", "8 repeated ScoreSums"},
    {"StreamSums.label_classes", "3 repeated uint32"},
    {"StreamSums.labels", "2 repeated PooledLabel"},
    {"StreamSums.sources", "4 repeated Contribution"},
    {"Tally.after", "17 Calibration"},
    {"Tally.before", "16 Calibration"},
    {"Tally.covered", "13 repeated Covered"},
    {"Tally.flagged_frames", "15 uint64"},
    {"Tally.frames", "14 uint64"},
    {"Tally.frames_in_order", "21 int64"},
    {"Tally.group", "9 string"},
    {"Tally.number", "11 uint64"},
    {"Tally.open", "19 LearningBlock"},
    {"Tally.series", "20 SeriesSums"},
    {"Tally.sums", "18 StreamSums"},
    {"Tally.transaction", "12 bool"},
    {"Tally.worker", "10 string"},
    {"BudgetChange.false_alarms", "1 double"},
    {"BudgetChange.period_ms", "2 int64"},
    {"RatesAct.asked_at_unix_ms", "2 int64"},
    {"RatesAct.budget", "7 BudgetChange"},
    {"RatesAct.group", "1 string"},
    {"RatesAct.renewal", "6 BaselineRenewal"},
    {"RatesAct.silence", "8 Silence"},
    {"RatesAct.which", "5 SeriesSelection"},
    {"RatesAct.who", "3 string"},
    {"RatesAct.why", "4 string"},
    {"SeriesSelection.dimension", "1 string"},
    {"SeriesSelection.kind", "3 string"},
    {"SeriesSelection.model", "4 string"},
    {"SeriesSelection.value", "2 string"},
    {"Silence.until_unix_ms", "1 int64"},
    {"WorkerState.commits", "2 uint64"},
    {"WorkerState.heard", "4 uint64"},
    {"WorkerState.open", "3 LearningBlock"},
    {"WorkerState.worker", "1 string"},
    {"FindingVerdict.finding", "3 Finding"},
    {"FindingVerdict.finding_id", "1 string"},
    {"FindingVerdict.note", "4 string"},
    {"FindingVerdict.still_open", "5 bool"},
    {"FindingVerdict.verdict", "2 Verdict"},
    {"FlaggedFrame.as_labeled", "20 LabeledFrame"},
    {"FlaggedFrame.predictions", "18 repeated PredictedFrame"},
    {"FlaggedFrame.predictions_left_out", "19 uint32"},
    {"LabeledFrame.predictions_follow", "19 uint32"},
    {"PredictedFrame.for_label_revision", "20 uint64"},
    {"RelabelRequest.ask_again", "10 bool"},
    {"RelabelRequest.asked_at_unix_ms", "8 int64"},
    {"RelabelRequest.frame", "5 FlaggedFrame"},
    {"RelabelRequest.frame_id", "3 string"},
    {"RelabelRequest.id", "1 string"},
    {"RelabelRequest.label_revision", "4 uint64"},
    {"RelabelRequest.op", "2 Op"},
    {"RelabelRequest.priority", "7 double"},
    {"RelabelRequest.queue", "6 ReviewQueue"},
    {"RelabelRequest.reason", "9 string"},
    {"RelabelRequest.repeats", "11 string"},
    {"RelabelVerdict.annotator", "13 string"},
    {"RelabelVerdict.asked_at_unix_ms", "20 int64"},
    {"RelabelVerdict.classes", "15 repeated string"},
    {"RelabelVerdict.decided_at_unix_ms", "9 int64"},
    {"RelabelVerdict.findings", "4 repeated FindingVerdict"},
    {"RelabelVerdict.frame_has_error", "5 bool"},
    {"RelabelVerdict.frame_id", "2 string"},
    {"RelabelVerdict.label_revision", "3 uint64"},
    {"RelabelVerdict.lead_time_s", "10 double"},
    {"RelabelVerdict.new_label_revision", "7 uint64"},
    {"RelabelVerdict.note", "18 string"},
    {"RelabelVerdict.priority", "19 double"},
    {"RelabelVerdict.queue", "16 ReviewQueue"},
    {"RelabelVerdict.repeats", "17 string"},
    {"RelabelVerdict.request_id", "1 string"},
    {"RelabelVerdict.reviewer", "8 string"},
    {"RelabelVerdict.sampling", "12 Sampling"},
    {"RelabelVerdict.source", "14 string"},
    {"RelabelVerdict.tool", "11 string"},
    {"RelabelVerdict.unflagged_errors", "6 uint32"},
    {"RelabelVerdict.wrong_classes", "21 repeated string"},
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

TEST(ContractTest, TheHandWrittenReaderUsesTheSameNumbers) {
  const std::map<std::string, field::Number> ours = {
      {"Box.x_min", field::box::kXMin},
      {"Box.y_min", field::box::kYMin},
      {"Box.x_max", field::box::kXMax},
      {"Box.y_max", field::box::kYMax},
      {"RotatedBox.center_x", field::rotated_box::kCenterX},
      {"RotatedBox.center_y", field::rotated_box::kCenterY},
      {"RotatedBox.width", field::rotated_box::kWidth},
      {"RotatedBox.height", field::rotated_box::kHeight},
      {"RotatedBox.rotation_degrees", field::rotated_box::kRotationDegrees},
      {"Ring.xy", field::ring::kXy},
      {"Ring.hole", field::ring::kHole},
      {"Polygon.rings", field::polygon::kRings},
      {"Mask.width", field::mask::kWidth},
      {"Mask.height", field::mask::kHeight},
      {"Mask.counts", field::mask::kCounts},
      {"ClassProbability.class_name", field::class_probability::kClassName},
      {"ClassProbability.probability", field::class_probability::kProbability},
      {"ImageReference.uri", field::image_reference::kUri},
      {"ImageReference.sha256", field::image_reference::kSha256},
      {"ImageReference.inline_bytes", field::image_reference::kInlineBytes},
      {"Label.id", field::label::kId},
      {"Label.class_name", field::label::kClassName},
      {"Label.box", field::label::kBox},
      {"Label.rotated_box", field::label::kRotatedBox},
      {"Label.polygon", field::label::kPolygon},
      {"Label.mask", field::label::kMask},
      {"Label.annotator", field::label::kAnnotator},
      {"Label.track_id", field::label::kTrackId},
      {"Label.attributes", field::label::kAttributes},
      {"Label.crowd", field::label::kCrowd},
      {"Label.ignore", field::label::kIgnore},
      {"Label.difficult", field::label::kDifficult},
      {"IgnoreRegion.box", field::ignore_region::kBox},
      {"IgnoreRegion.class_name", field::ignore_region::kClassName},
      {"LabeledFrame.frame_id", field::labeled_frame::kFrameId},
      {"LabeledFrame.source", field::labeled_frame::kSource},
      {"LabeledFrame.sequence", field::labeled_frame::kSequence},
      {"LabeledFrame.sequence_index", field::labeled_frame::kSequenceIndex},
      {"LabeledFrame.annotator", field::labeled_frame::kAnnotator},
      {"LabeledFrame.label_revision", field::labeled_frame::kLabelRevision},
      {"LabeledFrame.event_time_unix_ms", field::labeled_frame::kEventTimeUnixMs},
      {"LabeledFrame.image_width", field::labeled_frame::kImageWidth},
      {"LabeledFrame.image_height", field::labeled_frame::kImageHeight},
      {"LabeledFrame.image", field::labeled_frame::kImage},
      {"LabeledFrame.labels", field::labeled_frame::kLabels},
      {"LabeledFrame.frame_classes", field::labeled_frame::kFrameClasses},
      {"LabeledFrame.exhaustive_classes", field::labeled_frame::kExhaustiveClasses},
      {"LabeledFrame.verified_absent_classes", field::labeled_frame::kVerifiedAbsentClasses},
      {"LabeledFrame.unknown_classes", field::labeled_frame::kUnknownClasses},
      {"LabeledFrame.ignore_regions", field::labeled_frame::kIgnoreRegions},
      {"LabeledFrame.labeled_at_unix_ms", field::labeled_frame::kLabeledAtUnixMs},
      {"LabeledFrame.attributes", field::labeled_frame::kAttributes},
      {"LabeledFrame.predictions_follow", field::labeled_frame::kPredictionsFollow},
      {"Prediction.box", field::prediction::kBox},
      {"Prediction.rotated_box", field::prediction::kRotatedBox},
      {"Prediction.polygon", field::prediction::kPolygon},
      {"Prediction.mask", field::prediction::kMask},
      {"Prediction.class_name", field::prediction::kClassName},
      {"Prediction.score", field::prediction::kScore},
      {"Prediction.class_probabilities", field::prediction::kClassProbabilities},
      {"Prediction.track_id", field::prediction::kTrackId},
      {"PredictedFrame.frame_id", field::predicted_frame::kFrameId},
      {"PredictedFrame.model", field::predicted_frame::kModel},
      {"PredictedFrame.model_version", field::predicted_frame::kModelVersion},
      {"PredictedFrame.event_time_unix_ms", field::predicted_frame::kEventTimeUnixMs},
      {"PredictedFrame.predictions", field::predicted_frame::kPredictions},
      {"PredictedFrame.class_probabilities", field::predicted_frame::kClassProbabilities},
      {"PredictedFrame.trained_on_this_frame", field::predicted_frame::kTrainedOnThisFrame},
      {"PredictedFrame.sequence", field::predicted_frame::kSequence},
      {"PredictedFrame.for_label_revision", field::predicted_frame::kForLabelRevision},
  };
  for (const auto& [name, number] : ours) {
    const auto* found = v1::LabeledFrame::descriptor()->file()->pool()->FindFieldByName("labelwatch.v1." + name);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->number(), static_cast<int>(number)) << name;
  }
  // Whatever these messages hold is read; what is not read must be left out on purpose, here.
  for (const Descriptor* message :
       {v1::LabeledFrame::descriptor(), v1::Label::descriptor(), v1::PredictedFrame::descriptor(),
        v1::Prediction::descriptor(), v1::ClassProbability::descriptor(), v1::ImageReference::descriptor(),
        v1::IgnoreRegion::descriptor(), v1::Box::descriptor(), v1::RotatedBox::descriptor(), v1::Polygon::descriptor(),
        v1::Ring::descriptor(), v1::Mask::descriptor()}) {
    for (int i = 0; i < message->field_count(); ++i) {
      EXPECT_TRUE(ours.contains(message->name() + "." + message->field(i)->name())) << message->field(i)->full_name();
    }
  }
}

std::string LowerCase(std::string word) {
  std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return word;
}

// What the types in the table above do not say.
TEST(ContractTest, ShapesAreOneOfAndMapsAndEnumsStay) {
  for (const Descriptor* message : {v1::Label::descriptor(), v1::Prediction::descriptor()}) {
    ASSERT_EQ(message->oneof_decl_count(), 1);
    EXPECT_EQ(message->oneof_decl(0)->name(), "shape");
    for (const char* shape : {"box", "rotated_box", "polygon", "mask"}) {
      EXPECT_EQ(message->FindFieldByName(shape)->containing_oneof(), message->oneof_decl(0)) << shape;
    }
    EXPECT_EQ(message->oneof_decl(0)->field_count(), 4);
  }
  const auto* attributes = v1::Label::descriptor()->FindFieldByName("attributes");
  ASSERT_TRUE(attributes->is_map());
  EXPECT_EQ(attributes->message_type()->map_key()->number(), static_cast<int>(field::map_entry::kKey));
  EXPECT_EQ(attributes->message_type()->map_value()->number(), static_cast<int>(field::map_entry::kValue));
  EXPECT_EQ(attributes->message_type()->map_key()->type(), FieldDescriptor::TYPE_STRING);
  EXPECT_EQ(attributes->message_type()->map_value()->type(), FieldDescriptor::TYPE_STRING);
  EXPECT_EQ(v1::Sampling::ARM_UNSPECIFIED, 0);
  EXPECT_EQ(v1::Sampling::ARM_FLAGGED, 1);
  EXPECT_EQ(v1::Sampling::ARM_AUDIT, 2);
  EXPECT_EQ(v1::Sampling::ARM_GOLD, 3);
  EXPECT_EQ(v1::Sampling::ARM_REPEAT, 4);
  for (std::size_t arm = 1; arm < kReviewArmWords.size(); ++arm) {
    EXPECT_EQ(LowerCase(v1::Sampling::Arm_Name(static_cast<int>(arm))), "arm_" + std::string(kReviewArmWords[arm]));
  }
  for (std::size_t verdict = 0; verdict < kDecisionWords.size(); ++verdict) {
    EXPECT_EQ(LowerCase(v1::Verdict_Name(static_cast<int>(verdict) + 1)),
              "verdict_" + std::string(kDecisionWords[verdict]));
  }
  for (std::size_t queue = 0; queue < kReviewQueueWords.size(); ++queue) {
    EXPECT_EQ(LowerCase(v1::ReviewQueue_Name(static_cast<int>(queue) + 1)),
              "review_queue_" + std::string(kReviewQueueWords[queue]));
  }
}

// Confluent's framing names a message by its place in the file, so new messages go to the end.
TEST(ContractTest, MessagesOfBothTopicsKeepTheirPlace) {
  EXPECT_EQ(v1::LabeledFrame::descriptor()->index(), 9);
  EXPECT_EQ(v1::PredictedFrame::descriptor()->index(), 11);
}

TEST(ContractTest, KindsHaveTheSameNumbersAndWords) {
  for (int number = 1; number < static_cast<int>(kKinds); ++number) {
    const std::string word = LowerCase(v1::Kind_Name(number).substr(5));
    EXPECT_EQ(KindWord(static_cast<Kind>(number)), word);
    EXPECT_EQ(KindFromWord(word), static_cast<Kind>(number));
  }
}

TEST(ContractTest, FindingLinesUseTheFieldNamesOfTheProto) {
  FindingRecord finding;
  finding.id = "x";
  finding.prior = 0.5;
  finding.frame_id = finding.label_id = finding.class_name = finding.suggested_class = "x";
  finding.model = finding.detector = finding.evidence = finding.annotator = finding.source = "x";
  finding.track_id = finding.sequence = "x";
  finding.box = finding.suggested_box = Box{1, 2, 3, 4};
  std::string line;
  AppendFindingJson(finding, line);
  rapidjson::Document document;
  document.Parse(line.c_str());
  ASSERT_FALSE(document.HasParseError());
  const Descriptor* message = v1::Finding::descriptor();
  EXPECT_EQ(static_cast<int>(document.MemberCount()), message->field_count());
  for (int i = 0; i < message->field_count(); ++i) {
    EXPECT_TRUE(document.HasMember(message->field(i)->name().c_str())) << message->field(i)->name();
  }
}

}  // namespace
}  // namespace labelwatch
