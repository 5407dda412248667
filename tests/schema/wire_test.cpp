#include "schema/wire.h"

#include <gmock/gmock.h>
#include <labelwatch/v1/labelwatch.pb.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "agreement.h"
#include "messages.h"
#include "schema/attributes.h"
#include "schema/message_json.h"
#include "schema/recorded.h"
#include "schema/shape_codec.h"
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

// Same number, or both NaN.
bool Same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

void ExpectBox(const Box& ours, const v1::Box& theirs) {
  EXPECT_TRUE(Same(ours.x_min, theirs.x_min()) && Same(ours.y_min, theirs.y_min()) &&
              Same(ours.x_max, theirs.x_max()) && Same(ours.y_max, theirs.y_max()));
}

template <typename Object>
void ExpectShape(const Shape& shape, const Object& object) {
  EXPECT_EQ(shape.kind == ShapeKind::kBox, object.has_box());
  EXPECT_EQ(shape.kind == ShapeKind::kRotatedBox, object.has_rotated_box());
  EXPECT_EQ(shape.kind == ShapeKind::kPolygon, object.has_polygon());
  EXPECT_EQ(shape.kind == ShapeKind::kMask, object.has_mask());
  if (object.has_box()) ExpectBox(shape.bounds, object.box());
  if (object.has_rotated_box()) {
    const auto box = DecodeRotatedBox(shape.encoded);
    ASSERT_TRUE(box);
    EXPECT_TRUE(Same(box->center_x, object.rotated_box().center_x()) &&
                Same(box->center_y, object.rotated_box().center_y()) &&
                Same(box->width, object.rotated_box().width()) && Same(box->height, object.rotated_box().height()) &&
                Same(box->rotation_degrees, object.rotated_box().rotation_degrees()));
  }
  if (object.has_polygon()) {
    const auto rings = DecodePolygon(shape.encoded);
    ASSERT_TRUE(rings);
    ASSERT_EQ(rings->size(), static_cast<std::size_t>(object.polygon().rings_size()));
    for (std::size_t i = 0; i < rings->size(); ++i) {
      const auto& ring = object.polygon().rings(static_cast<int>(i));
      EXPECT_TRUE(std::ranges::equal((*rings)[i].xy, ring.xy(), Same));
      EXPECT_EQ((*rings)[i].hole, ring.hole());
    }
  }
  if (object.has_mask()) {
    const auto mask = DecodeMask(shape.encoded);
    ASSERT_TRUE(mask);
    EXPECT_EQ(mask->width, object.mask().width());
    EXPECT_EQ(mask->height, object.mask().height());
    EXPECT_THAT(mask->counts, testing::ElementsAreArray(object.mask().counts()));
  }
}

void ExpectNames(const std::vector<NameId>& ours, const google::protobuf::RepeatedPtrField<std::string>& theirs,
                 const NameTable& classes) {
  std::vector<std::string> names;
  for (const NameId id : ours) names.emplace_back(classes.Name(id));
  EXPECT_THAT(names, testing::ElementsAreArray(theirs));
}

void ExpectProbability(const ClassProbability& ours, const v1::ClassProbability& theirs, const NameTable& classes) {
  EXPECT_EQ(classes.Name(ours.class_id), theirs.class_name());
  EXPECT_EQ(ours.probability, theirs.probability());
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
  EXPECT_EQ(ours.image_height, theirs.image_height());
  EXPECT_EQ(ours.image_uri, theirs.image().uri());
  EXPECT_EQ(ours.image_sha256, theirs.image().sha256());
  EXPECT_EQ(ours.image_bytes, theirs.image().inline_bytes());
  ASSERT_EQ(ours.labels.size(), static_cast<std::size_t>(theirs.labels_size()));
  for (std::size_t i = 0; i < ours.labels.size(); ++i) {
    const auto& label = theirs.labels(static_cast<int>(i));
    EXPECT_EQ(ours.labels[i].id, label.id());
    EXPECT_EQ(classes.Name(ours.labels[i].class_id), label.class_name());
    EXPECT_EQ(ours.labels[i].annotator, label.annotator());
    EXPECT_EQ(ours.labels[i].track_id, label.track_id());
    EXPECT_EQ(ours.labels[i].crowd, label.crowd());
    EXPECT_EQ(ours.labels[i].ignore, label.ignore());
    EXPECT_EQ(ours.labels[i].difficult, label.difficult());
    ExpectShape(ours.labels[i].shape, label);
  }
  ExpectNames(ours.frame_classes, theirs.frame_classes(), classes);
  ExpectNames(ours.exhaustive_classes, theirs.exhaustive_classes(), classes);
  ExpectNames(ours.absent_classes, theirs.verified_absent_classes(), classes);
  ExpectNames(ours.unknown_classes, theirs.unknown_classes(), classes);
  ASSERT_EQ(ours.ignore_regions.size(), static_cast<std::size_t>(theirs.ignore_regions_size()));
  for (std::size_t i = 0; i < ours.ignore_regions.size(); ++i) {
    const auto& region = theirs.ignore_regions(static_cast<int>(i));
    EXPECT_EQ(ours.ignore_regions[i].every_class, region.class_name().empty());
    if (!region.class_name().empty()) {
      EXPECT_EQ(classes.Name(ours.ignore_regions[i].class_id), region.class_name());
    }
    ExpectBox(ours.ignore_regions[i].box, region.box());
  }
}

void ExpectSame(const PredictedFrame& ours, const v1::PredictedFrame& theirs, const NameTable& classes) {
  EXPECT_EQ(ours.frame_id, theirs.frame_id());
  EXPECT_EQ(ours.sequence, theirs.sequence());
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
      ExpectProbability(ours.object_probabilities[ours.predictions[i].first_probability + p],
                        prediction.class_probabilities(static_cast<int>(p)), classes);
    }
    ExpectShape(ours.predictions[i].shape, prediction);
  }
  ASSERT_EQ(ours.class_probabilities.size(), static_cast<std::size_t>(theirs.class_probabilities_size()));
  for (std::size_t i = 0; i < ours.class_probabilities.size(); ++i) {
    ExpectProbability(ours.class_probabilities[i], theirs.class_probabilities(static_cast<int>(i)), classes);
  }
}

// Field by field, by name: an error that Decode and Encode share would escape Disagreement. Returns whether the bytes
// were a frame.
template <typename Ours, typename Theirs>
bool ExpectAgreement(const std::string& bytes, Side side) {
  EXPECT_EQ(Disagreement(bytes, side), "");
  NameTable classes(4096);
  FrameDecoder decoder(classes);
  Ours ours;
  if (!decoder.Decode(bytes, ours)) return false;
  Theirs theirs;
  EXPECT_TRUE(theirs.ParseFromString(bytes));
  ExpectSame(ours, theirs, classes);
  return true;
}

TEST_F(WireTest, AgreesWithTheGeneratedParserOnGoodAndDamagedMessages) {
  int frames = 0;
  for (unsigned seed = 0; seed < 6000; ++seed) {
    RandomMessages random(seed);
    std::string labels = seed % 3 ? random.Labeled().SerializeAsString() : random.LabeledInPieces();
    std::string predictions = random.Predicted().SerializeAsString();
    for (unsigned damage = seed % 4; damage > 1; --damage) {
      labels = random.Damaged(labels);
      predictions = random.Damaged(predictions);
    }
    frames += ExpectAgreement<LabeledFrame, v1::LabeledFrame>(labels, Side::kLabels);
    frames += ExpectAgreement<PredictedFrame, v1::PredictedFrame>(predictions, Side::kPredictions);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
  EXPECT_GT(frames, 6000);      // many are good,
  EXPECT_LT(frames, 2 * 5800);  // many are not
}

TEST_F(WireTest, AShapeInPiecesIsPutTogether) {
  v1::Label left, right;
  left.set_id("17");
  for (const double xy : {0, 0, 10, 0, 10, 10}) {
    if (left.polygon().rings_size() == 0) left.mutable_polygon()->add_rings();
    left.mutable_polygon()->mutable_rings(0)->add_xy(xy);
  }
  right.mutable_polygon()->add_rings()->add_xy(50);
  right.mutable_polygon()->mutable_rings(0)->add_xy(60);
  const std::string label = left.SerializeAsString() + right.SerializeAsString();
  std::string bytes = Frame().SerializeAsString() + '\x5A' + static_cast<char>(label.size()) + label;
  ASSERT_LT(label.size(), 128u);
  ASSERT_TRUE(Labels(bytes));
  ASSERT_EQ(labels_.labels.size(), 2u);
  EXPECT_EQ(DecodePolygon(labels_.labels[1].shape.encoded)->size(), 2u);
  EXPECT_EQ(labels_.labels[1].shape.bounds, (Box{0, 0, 50, 60}));
}

TEST_F(WireTest, ALabelThatSaysNothingIsStillALabel) {
  auto frame = Frame();
  frame.add_labels();
  ASSERT_TRUE(Labels(frame.SerializeAsString()));
  std::string encoded;
  Encode(labels_, classes_, encoded);
  v1::LabeledFrame back;
  ASSERT_TRUE(back.ParseFromString(encoded));
  EXPECT_EQ(back.labels_size(), 2);
}

TEST_F(WireTest, AMessageThatEndsInATagIsMalformedAndNothingBehindItIsRead) {
  // Field 7, trained_on_this_frame, without its value. The byte behind it lies in memory, not in the message.
  const std::string bytes = Predicted().SerializeAsString() + "\x38\x01";
  EXPECT_TRUE(decoder_.Decode(bytes, predicted_));
  EXPECT_EQ(decoder_.Decode(std::string_view(bytes).substr(0, bytes.size() - 1), predicted_).error(),
            Rejection::kMalformed);
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

TEST_F(WireTest, AttributesThatStandApartAreAllKept) {
  v1::Label first, second;
  (*first.mutable_attributes())["occluded"] = "yes";
  first.set_track_id("t");  // after the attributes come other fields, then more attributes
  (*second.mutable_attributes())["truncated"] = "no";
  const std::string label =
      first.SerializeAsString() + v1::Label(Frame().labels(0)).SerializeAsString() + second.SerializeAsString();
  ASSERT_LT(label.size(), 128u);
  ASSERT_TRUE(Labels(Frame().SerializeAsString() + '\x5A' + static_cast<char>(label.size()) + label));
  std::string written;
  AppendAttribute("occluded", "yes", written);
  AppendAttribute("truncated", "no", written);
  EXPECT_EQ(labels_.labels[1].attributes, written);
}

TEST_F(WireTest, JsonThatGrowsBeyondTheLimitIsTooLarge) {
  std::string json = R"({"frame_id":"f","labels":[{"polygon":{"rings":[{"xy":[0)";
  for (int i = 0; i < 1000; ++i) json += ",1";  // two characters, eight bytes
  json += "]}]}}]}";
  WireLimits limits;
  limits.message_bytes = 4000;
  EXPECT_EQ(Unframe(json, Side::kLabels, limits, scratch_).error(), Rejection::kTooLarge);
  EXPECT_TRUE(Unframe(json, Side::kLabels, {}, scratch_));
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
