#include "schema/wire.h"

#include <gmock/gmock.h>
#include <labelwatch/v1/labelwatch.pb.h>

#include <cmath>
#include <limits>

#include "messages.h"
#include "schema/attributes.h"
#include "schema/message_json.h"
#include "schema/recorded.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

v1::LabeledFrame Frame() {
  v1::LabeledFrame frame;
  frame.set_frame_id("cam07/1.jpg");
  frame.set_label_revision(3);
  frame.set_event_time_unix_ms(1700000000000);
  frame.set_image_width(640);
  v1::Label* label = frame.add_labels();
  label->set_id("17");
  label->set_class_name("dog");
  label->mutable_box()->set_x_min(1);
  label->mutable_box()->set_y_min(2);
  label->mutable_box()->set_x_max(30);
  label->mutable_box()->set_y_max(40);
  return frame;
}

v1::PredictedFrame Predicted() {
  v1::PredictedFrame frame;
  frame.set_frame_id("cam07/1.jpg");
  frame.set_model("yolo");
  frame.set_model_version("8");
  v1::Prediction* prediction = frame.add_predictions();
  prediction->set_class_name("dog");
  prediction->set_score(0.75);
  prediction->mutable_box()->set_x_max(5);
  return frame;
}

class WireTest : public testing::Test {
 protected:
  Decoded<void> Labels(std::string bytes) { return decoder_.Decode(bytes_ = std::move(bytes), labels_); }
  Decoded<void> Predictions(std::string bytes) { return decoder_.Decode(bytes_ = std::move(bytes), predicted_); }

  NameTable classes_{100};
  FrameDecoder decoder_{classes_};
  LabeledFrame labels_;
  PredictedFrame predicted_;
  std::string bytes_, scratch_;
};

TEST_F(WireTest, ReadsALabeledFrame) {
  ASSERT_TRUE(Labels(Frame().SerializeAsString()));
  EXPECT_EQ(labels_.frame_id, "cam07/1.jpg");
  EXPECT_EQ(labels_.label_revision, 3u);
  EXPECT_EQ(labels_.image_width, 640u);
  ASSERT_EQ(labels_.labels.size(), 1u);
  EXPECT_EQ(classes_.Name(labels_.labels[0].class_id), "dog");
  EXPECT_EQ(labels_.labels[0].shape.bounds, (Box{1, 2, 30, 40}));
}

TEST_F(WireTest, RefusesWhatHasNoId) {
  auto frame = Frame();
  frame.clear_frame_id();
  EXPECT_EQ(Labels(frame.SerializeAsString()).error(), Rejection::kMissingId);
  auto predicted = Predicted();
  predicted.clear_model();
  EXPECT_EQ(Predictions(predicted.SerializeAsString()).error(), Rejection::kMissingId);
}

TEST_F(WireTest, RefusesScoresThatAreNoShare) {
  for (const double score : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    auto predicted = Predicted();
    predicted.mutable_predictions(0)->set_score(score);
    EXPECT_EQ(Predictions(predicted.SerializeAsString()).error(), Rejection::kBadNumber) << score;
  }
}

TEST_F(WireTest, ABrokenBoxIsNoBrokenMessage) {
  auto frame = Frame();
  frame.mutable_labels(0)->mutable_box()->set_x_min(std::numeric_limits<double>::quiet_NaN());
  ASSERT_TRUE(Labels(frame.SerializeAsString()));
  EXPECT_TRUE(labels_.labels[0].shape.bounds.Empty());
}

TEST_F(WireTest, RefusesTextThatIsNotUtf8OrTooLong) {
  std::string bytes = Frame().SerializeAsString();
  bytes[bytes.find("cam07")] = '\xff';
  EXPECT_EQ(Labels(bytes).error(), Rejection::kBadText);
  auto frame = Frame();
  frame.set_frame_id(std::string(2000, 'x'));
  EXPECT_EQ(Labels(frame.SerializeAsString()).error(), Rejection::kBadText);
}

TEST_F(WireTest, RefusesMoreObjectsThanTheLimit) {
  WireLimits limits;
  limits.objects = 2;
  FrameDecoder decoder(classes_, limits);
  auto frame = Frame();
  while (frame.labels_size() < 3) *frame.add_labels() = frame.labels(0);
  bytes_ = frame.SerializeAsString();
  EXPECT_EQ(decoder.Decode(bytes_, labels_).error(), Rejection::kTooManyObjects);
}

TEST_F(WireTest, EnvelopeIsReadWithoutTheObjects) {
  const std::string labels = Frame().SerializeAsString(), predictions = Predicted().SerializeAsString();
  const auto of_labels = ReadEnvelope(labels, Side::kLabels, {});
  ASSERT_TRUE(of_labels);
  EXPECT_EQ(of_labels->frame_id, "cam07/1.jpg");
  EXPECT_EQ(of_labels->label_revision, 3u);
  EXPECT_EQ(of_labels->event_time_ms, 1700000000000);
  const auto of_predictions = ReadEnvelope(predictions, Side::kPredictions, {});
  ASSERT_TRUE(of_predictions);
  EXPECT_EQ(of_predictions->model, "yolo");
  EXPECT_EQ(of_predictions->model_version, "8");
}

TEST_F(WireTest, PlainConfluentAndJsonFramesAreTheSame) {
  const std::string plain = Frame().SerializeAsString();
  std::string confluent("\0\0\0\0\x07\x02", 6);  // magic, schema id, one index (zig-zag)
  confluent += static_cast<char>(2 * v1::LabeledFrame::descriptor()->index());
  const std::string first("\0\0\0\0\x07\0", 6);  // the short form of the path [0]
  for (const std::string& bytes : {plain, confluent + plain, first + plain, *MessageToJson(plain, Side::kLabels)}) {
    const auto message = Unframe(bytes, Side::kLabels, {}, scratch_);
    ASSERT_TRUE(message);
    EXPECT_EQ(*message, plain);
  }
  confluent.back() = static_cast<char>(2 * v1::PredictedFrame::descriptor()->index());
  EXPECT_TRUE(Unframe(confluent + "x", Side::kPredictions, {}, scratch_));
  EXPECT_EQ(Unframe(confluent + plain, Side::kLabels, {}, scratch_).error(), Rejection::kFraming);
}

TEST_F(WireTest, FramingThatIsNotKnownIsRefusedByName) {
  EXPECT_EQ(Unframe("", Side::kLabels, {}, scratch_).error(), Rejection::kEmpty);
  EXPECT_EQ(Unframe("\x01rest", Side::kLabels, {}, scratch_).error(), Rejection::kFraming);
  EXPECT_EQ(Unframe(std::string("\0\0\0", 3), Side::kLabels, {}, scratch_).error(), Rejection::kFraming);
  EXPECT_EQ(Unframe("{\"frame_id\":", Side::kLabels, {}, scratch_).error(), Rejection::kBadJson);
  EXPECT_EQ(Unframe(std::string(100000, '{'), Side::kLabels, {}, scratch_).error(), Rejection::kBadJson);
  WireLimits small;
  small.message_bytes = 3;
  EXPECT_EQ(Unframe("1234", Side::kLabels, small, scratch_).error(), Rejection::kTooLarge);
}

// ------------------------------------------------------------------------- against the generated classes

bool Share(double p) { return p >= 0 && p <= 1; }
bool Text(const std::string& text) { return text.size() <= WireLimits{}.text_bytes && ValidUtf8(text); }

bool Fine(const v1::LabeledFrame& frame) {
  bool fine = !frame.frame_id().empty() && frame.image_width() <= WireLimits{}.image_side &&
              frame.image_height() <= WireLimits{}.image_side && Text(frame.frame_id()) && Text(frame.source()) &&
              Text(frame.sequence()) && Text(frame.annotator()) && Text(frame.image().uri());
  for (const auto& label : frame.labels()) {
    fine = fine && Text(label.id()) && Text(label.class_name()) && Text(label.annotator()) && Text(label.track_id());
  }
  for (const auto* names : {&frame.frame_classes(), &frame.exhaustive_classes(), &frame.verified_absent_classes(),
                            &frame.unknown_classes()}) {
    for (const auto& name : *names) fine = fine && Text(name);
  }
  for (const auto& region : frame.ignore_regions()) fine = fine && Text(region.class_name());
  return fine;
}

bool Fine(const v1::PredictedFrame& frame) {
  bool fine = !frame.frame_id().empty() && !frame.model().empty() && Text(frame.frame_id()) && Text(frame.model()) &&
              Text(frame.model_version()) && Text(frame.sequence());
  for (const auto& p : frame.class_probabilities()) fine = fine && Share(p.probability()) && Text(p.class_name());
  for (const auto& prediction : frame.predictions()) {
    fine = fine && Share(prediction.score()) && Text(prediction.class_name()) && Text(prediction.track_id());
    for (const auto& p : prediction.class_probabilities())
      fine = fine && Share(p.probability()) && Text(p.class_name());
  }
  return fine;
}

// Same number, or both NaN.
bool Same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

template <typename Object>
void ExpectShape(const Shape& shape, const Object& object) {
  if (object.has_box()) {
    EXPECT_EQ(shape.kind, ShapeKind::kBox);
    EXPECT_TRUE(Same(shape.bounds.x_min, object.box().x_min()) && Same(shape.bounds.y_min, object.box().y_min()) &&
                Same(shape.bounds.x_max, object.box().x_max()) && Same(shape.bounds.y_max, object.box().y_max()));
  }
  EXPECT_EQ(shape.kind == ShapeKind::kRotatedBox, object.has_rotated_box());
  EXPECT_EQ(shape.kind == ShapeKind::kPolygon, object.has_polygon());
  EXPECT_EQ(shape.kind == ShapeKind::kMask, object.has_mask());
}

void ExpectSame(const LabeledFrame& ours, const v1::LabeledFrame& theirs, const NameTable& classes) {
  EXPECT_EQ(ours.frame_id, theirs.frame_id());
  EXPECT_EQ(ours.source, theirs.source());
  EXPECT_EQ(ours.sequence, theirs.sequence());
  EXPECT_EQ(ours.sequence_index, theirs.sequence_index());
  EXPECT_EQ(ours.annotator, theirs.annotator());
  EXPECT_EQ(ours.label_revision, theirs.label_revision());
  EXPECT_EQ(ours.event_time_ms, theirs.event_time_unix_ms());
  EXPECT_EQ(ours.image_width, theirs.image_width());
  EXPECT_EQ(ours.image_uri, theirs.image().uri());
  ASSERT_EQ(ours.labels.size(), static_cast<std::size_t>(theirs.labels_size()));
  for (std::size_t i = 0; i < ours.labels.size(); ++i) {
    const auto& label = theirs.labels(static_cast<int>(i));
    EXPECT_EQ(ours.labels[i].id, label.id());
    EXPECT_EQ(classes.Name(ours.labels[i].class_id), label.class_name());
    EXPECT_EQ(ours.labels[i].annotator, label.annotator());
    EXPECT_EQ(ours.labels[i].track_id, label.track_id());
    EXPECT_EQ(ours.labels[i].Judged(), !label.crowd() && !label.ignore() && !label.difficult());
    ExpectShape(ours.labels[i].shape, label);
  }
  ASSERT_EQ(ours.frame_classes.size(), static_cast<std::size_t>(theirs.frame_classes_size()));
  ASSERT_EQ(ours.ignore_regions.size(), static_cast<std::size_t>(theirs.ignore_regions_size()));
}

void ExpectSame(const PredictedFrame& ours, const v1::PredictedFrame& theirs, const NameTable& classes) {
  EXPECT_EQ(ours.frame_id, theirs.frame_id());
  EXPECT_EQ(ours.model, theirs.model());
  EXPECT_EQ(ours.model_version, theirs.model_version());
  EXPECT_EQ(ours.event_time_ms, theirs.event_time_unix_ms());
  EXPECT_EQ(ours.trained_on_this_frame, theirs.trained_on_this_frame());
  ASSERT_EQ(ours.predictions.size(), static_cast<std::size_t>(theirs.predictions_size()));
  for (std::size_t i = 0; i < ours.predictions.size(); ++i) {
    const auto& prediction = theirs.predictions(static_cast<int>(i));
    EXPECT_EQ(classes.Name(ours.predictions[i].class_id), prediction.class_name());
    EXPECT_EQ(ours.predictions[i].score, prediction.score());
    EXPECT_EQ(ours.predictions[i].track_id, prediction.track_id());
    ASSERT_EQ(ours.predictions[i].probabilities, static_cast<unsigned>(prediction.class_probabilities_size()));
    for (unsigned p = 0; p < ours.predictions[i].probabilities; ++p) {
      EXPECT_EQ(ours.object_probabilities[ours.predictions[i].first_probability + p].probability,
                prediction.class_probabilities(static_cast<int>(p)).probability());
    }
    ExpectShape(ours.predictions[i].shape, prediction);
  }
  ASSERT_EQ(ours.class_probabilities.size(), static_cast<std::size_t>(theirs.class_probabilities_size()));
}

// Both readers agree on what is a message, and on what it says; ours refuses what breaks our rules besides.
template <typename Ours, typename Theirs>
void ExpectAgreement(FrameDecoder& decoder, const NameTable& classes, const std::string& bytes) {
  Theirs theirs;
  const bool parsed = theirs.ParseFromString(bytes);
  Ours ours;
  const Decoded<void> decoded = decoder.Decode(bytes, ours);
  ASSERT_EQ(decoded.has_value(), parsed && Fine(theirs)) << theirs.DebugString();
  if (!decoded) return;
  ExpectSame(ours, theirs, classes);
  // What is encoded again reads the same, bytes included from then on.
  std::string once, twice;
  Encode(ours, classes, once);
  Ours back;
  ASSERT_TRUE(decoder.Decode(once, back));
  ExpectSame(back, theirs, classes);
  Encode(back, classes, twice);
  EXPECT_EQ(once, twice);
}

TEST_F(WireTest, AgreesWithTheGeneratedParserOnGoodAndDamagedMessages) {
  for (unsigned seed = 0; seed < 4000; ++seed) {
    RandomMessages random(seed);
    std::string labels = random.Labeled().SerializeAsString(), predictions = random.Predicted().SerializeAsString();
    if (seed % 2) {
      labels = random.Damaged(labels);
      predictions = random.Damaged(predictions);
    }
    NameTable classes(4096);
    FrameDecoder decoder(classes);
    ExpectAgreement<LabeledFrame, v1::LabeledFrame>(decoder, classes, labels);
    ExpectAgreement<PredictedFrame, v1::PredictedFrame>(decoder, classes, predictions);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

TEST_F(WireTest, AttributesTravelAsTheyCame) {
  auto frame = Frame();
  (*frame.mutable_labels(0)->mutable_attributes())["occluded"] = "yes";
  ASSERT_TRUE(Labels(frame.SerializeAsString()));
  std::string written, encoded;
  AppendAttribute("occluded", "yes", written);
  EXPECT_EQ(labels_.labels[0].attributes, written);
  Encode(labels_, classes_, encoded);
  v1::LabeledFrame back;
  ASSERT_TRUE(back.ParseFromString(encoded));
  EXPECT_EQ(back.labels(0).attributes().at("occluded"), "yes");
}

TEST(TextTest, KnowsUtf8) {
  for (const char* good : {"", "plain", "Straße", "日本語の長い文字列です", "\xF0\x9F\x90\x95"}) {
    EXPECT_TRUE(ValidUtf8(good)) << good;
  }
  for (const char* bad : {"\xFF", "12345678\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE2\x82"}) {
    EXPECT_FALSE(ValidUtf8(bad));
  }
}

TEST(RecordedTest, DelimitedMessagesComeBackOneByOne) {
  std::string stream;
  AppendDelimited("first", stream);
  AppendDelimited(std::string(300, 'x'), stream);
  std::size_t consumed = 0;
  ASSERT_EQ(FirstDelimited(stream, consumed).value(), "first");
  const auto second = FirstDelimited(std::string_view(stream).substr(consumed), consumed);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->size(), 300u);
  EXPECT_EQ(FirstDelimited("\x05"
                           "abc",
                           consumed)
                .error(),
            DelimitedError::kIncomplete);
  EXPECT_EQ(FirstDelimited("\xff\xff\xff\xff\xff\xff", consumed).error(), DelimitedError::kMalformed);
}

}  // namespace
}  // namespace labelwatch
