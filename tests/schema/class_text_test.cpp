// Classes that find no room in the table of names keep their names.

#include "schema/class_text.h"

#include <gmock/gmock.h>

#include "schema/output.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

// A message of labels "dog", "cat", "owl" and "cat" and of the frame class "zoo", where only "dog" finds room.
class ClassTextTest : public testing::Test {
 protected:
  ClassTextTest() {
    LabeledFrame frame;
    frame.frame_id = "f";
    for (const char* name : {"dog", "cat", "owl", "cat"}) frame.labels.emplace_back().class_id = all_.Add(name);
    frame.frame_classes = {all_.Add("zoo")};
    Encode(frame, all_, message_);
    EXPECT_TRUE(decoder_.Decode(message_, frame_));
  }

  NameTable all_{100}, classes_{1};
  FrameDecoder decoder_{classes_};
  std::string message_;
  LabeledFrame frame_;
};

TEST_F(ClassTextTest, ALabelKeepsTheNameOfItsClass) {
  EXPECT_EQ(frame_.labels[2].class_id, NameTable::kOther);
  EXPECT_EQ(ClassOfLabel(frame_, 0, classes_), "dog");
  EXPECT_EQ(ClassOfLabel(frame_, 1, classes_), "cat");
  EXPECT_EQ(ClassOfLabel(frame_, 2, classes_), "owl");
  EXPECT_EQ(ClassOfLabel(frame_, 3, classes_), "cat");
}

TEST_F(ClassTextTest, AFrameClassKeepsItsNameWhereItIsTheOnlyOne) {
  EXPECT_EQ(ClassOfFrame(frame_, NameTable::kOther, classes_), "zoo");
  frame_.other_frame_classes.push_back({1, "farm"});
  EXPECT_EQ(ClassOfFrame(frame_, NameTable::kOther, classes_), "other");
}

TEST_F(ClassTextTest, TheNamesGoBackToLabeling) {
  FlaggedFrame flagged;
  CarryFrame({frame_, {}}, classes_, flagged);
  EXPECT_THAT(
      FlaggedFrameToJson(EncodeFlaggedFrame(flagged)).value(),
      HasSubstr(R"("labels":[{"class_name":"dog"},{"class_name":"cat"},{"class_name":"owl"},{"class_name":"cat"}])"));
}

TEST_F(ClassTextTest, TheNextFrameStartsWithoutThem) {
  std::string message;
  LabeledFrame one;
  one.frame_id = "g";
  one.labels.emplace_back().class_id = all_.Add("dog");
  Encode(one, all_, message);
  ASSERT_TRUE(decoder_.Decode(message, frame_));
  EXPECT_TRUE(frame_.other_label_classes.empty() && frame_.other_frame_classes.empty());
}

TEST_F(ClassTextTest, AFindingSuggestsWhatItsPredictionWasCalled) {
  PredictedFrame predicted;
  predicted.frame_id = "f";
  predicted.model = "yolo";
  for (const char* name : {"dog", "owl"}) predicted.predictions.emplace_back().class_id = all_.Add(name);
  std::string message;
  Encode(predicted, all_, message);
  std::vector<PredictedFrame> predictions(1);
  ASSERT_TRUE(decoder_.Decode(message, predictions[0]));
  Finding finding;
  finding.model = 0;
  finding.prediction = 1;
  EXPECT_EQ(SuggestedClass({frame_, predictions}, finding, classes_), "owl");
}

TEST(RepeatedFrameClassesTest, AreOneEachAndTheOthersKeepTheirNames) {
  NameTable all(100), two(2);
  LabeledFrame written, frame;
  written.frame_id = "f";
  for (const char* name : {"zoo", "farm", "lake", "farm", "zoo", "moor", "farm"}) {
    written.frame_classes.push_back(all.Add(name));
  }
  std::string message;
  Encode(written, all, message);
  ASSERT_TRUE(FrameDecoder(two).Decode(message, frame));
  EXPECT_EQ(frame.frame_classes, (std::vector<NameId>{1, 2, NameTable::kOther, NameTable::kOther}));
  ASSERT_EQ(frame.other_frame_classes.size(), 2u);
  EXPECT_EQ(frame.other_frame_classes[0].place, 2u);
  EXPECT_EQ(frame.other_frame_classes[0].name, "lake");
  EXPECT_EQ(frame.other_frame_classes[1].place, 3u);
  EXPECT_EQ(frame.other_frame_classes[1].name, "moor");
}

// As everywhere in protobuf, the last of a repeated single field holds; a label that says none has the empty class.
TEST(ClassTextOfOddMessagesTest, IsWhatTheDecoderTakesForTheClass) {
  using namespace std::string_literals;
  // frame_id: "f", labels: {class_name: "a", class_name: "b"}, labels: {}
  const std::string message = "\x0a\x01"s + "f" + "\x5a\x06"s + "\x12\x01"s + "a" + "\x12\x01"s + "b" + "\x5a\x00"s;
  NameTable none(0);
  LabeledFrame frame;
  ASSERT_TRUE(FrameDecoder(none).Decode(message, frame));
  ASSERT_EQ(frame.labels.size(), 2u);
  EXPECT_EQ(ClassOfLabel(frame, 0, none), "b");
  EXPECT_EQ(ClassOfLabel(frame, 1, none), "");
}

}  // namespace
}  // namespace labelwatch
