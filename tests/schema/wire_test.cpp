#include "schema/wire.h"

#include <gmock/gmock.h>
#include <labelwatch/v1/labelwatch.pb.h>

#include <limits>

#include "schema/attributes.h"
#include "schema/message_json.h"
#include "schema/recorded.h"
#include "schema/refusal_detail.h"
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

TEST_F(WireTest, AttributesOfAFrameTravelAndAreFoundByName) {
  auto frame = Frame();
  (*frame.mutable_attributes())["timeofday"] = "night";
  ASSERT_TRUE(Labels(frame.SerializeAsString()));
  EXPECT_EQ(AttributeOf(labels_.attributes, "timeofday"), "night");
  EXPECT_EQ(AttributeOf(labels_.attributes, "weather"), "");
  std::string encoded;
  Encode(labels_, classes_, encoded);
  v1::LabeledFrame back;
  ASSERT_TRUE(back.ParseFromString(encoded));
  EXPECT_EQ(back.attributes().at("timeofday"), "night");
  ASSERT_TRUE(Labels(Frame().SerializeAsString()));
  EXPECT_EQ(labels_.attributes, "") << "nothing stays of the frame before";
}

TEST_F(WireTest, APictureLargerThanTheLimitIsABadNumber) {
  WireLimits limits;
  limits.image_side = 639;
  EXPECT_EQ(FrameDecoder(classes_, limits).Decode(bytes_ = Frame().SerializeAsString(), labels_).error(),
            Rejection::kBadNumber);
  limits.image_side = 640;
  EXPECT_TRUE(FrameDecoder(classes_, limits).Decode(bytes_, labels_));
  auto high = Frame();
  high.set_image_height(641);
  EXPECT_EQ(FrameDecoder(classes_, limits).Decode(bytes_ = high.SerializeAsString(), labels_).error(),
            Rejection::kBadNumber);
}

TEST_F(WireTest, JsonWithItsListUnderAnotherNameIsRefusedByThatName) {
  const auto labels = [&](const std::string& json) { return Unframe(json, Side::kLabels, {}, scratch_); };
  const std::string other = R"({"frame_id":"f","objects":[{"class":"dog"}],"shots":2})";
  EXPECT_EQ(labels(other).error(), Rejection::kBadJson);
  EXPECT_EQ(RefusalDetail(other, Side::kLabels, Rejection::kBadJson),
            "no field 'labels', but fields that nobody knows: 'objects', 'shots'");
  EXPECT_EQ(Unframe(R"({"frame_id":"f","model":"m","boxes":[]})", Side::kPredictions, {}, scratch_).error(),
            Rejection::kBadJson);
  std::vector<std::string> unknown;
  EXPECT_TRUE(Unframe(R"({"frame_id":"f","shots":2,"labels":[{"class_name":"a","attributes":{"x":"1"}},
      {"category":"dog","box":{"xMin":1,"left":2}},{"category":"cat"}],"frame_classes":[],"extra":{"labels":[{"y":1}]}})",
                      Side::kLabels, {}, scratch_, &unknown));
  EXPECT_THAT(unknown, testing::ElementsAre("shots", "labels.category", "labels.box.left", "extra"));
  // Beside what is known they are passed over, and an empty frame is one.
  EXPECT_TRUE(labels(R"({"frame_id":"f","labels":[],"shots":2})"));
  EXPECT_TRUE(labels(R"({"frameId":"f","frameClasses":["day"],"shots":2})"));
  EXPECT_TRUE(labels(R"({"frame_id":"f"})"));
  EXPECT_TRUE(labels(R"({"frame_id":"f","labels":[{"class_name":"dog","shots":2}]})"));
  EXPECT_TRUE(Unframe(R"({"frame_id":"f","model":"m","predictions":[],"boxes":[]})", Side::kPredictions, {}, scratch_));
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
