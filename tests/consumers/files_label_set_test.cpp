// Frames kept as messages: names, annotators, times, and predictions found again.

#include <gtest/gtest.h>

#include <filesystem>

#include "consumers/files/dataset/files_under.h"
#include "consumers/files/dataset/label_set.h"
#include "schema/wire.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

class FilesLabelSetTest : public ::testing::Test {
 protected:
  // A frame with one box of 10 x 10 per annotator.
  Result<void> Add(std::string_view name, const std::vector<std::string_view>& annotators = {},
                   std::optional<std::int64_t> time_ms = {}) {
    frame_.Clear();
    frame_.frame_id = name;
    for (const std::string_view annotator : annotators) {
      Label& label = frame_.labels.emplace_back();
      label.class_id = classes_.Add("car");
      label.shape = {ShapeKind::kBox, {0, 0, 10, 10}, {}};
      label.annotator = annotator;
    }
    return set_.Add(frame_, time_ms);
  }
  const LabeledFrame& Sent(std::size_t number, std::int64_t time_ms = 7) {
    set_.Encode(number, time_ms, value_);
    FrameDecoder decoder(classes_);
    EXPECT_TRUE(decoder.Decode(value_, sent_));
    return sent_;
  }
  Result<void> AddPredictions(std::string_view name) {
    PredictedFrame frame;
    frame.frame_id = name;
    frame.predictions.push_back({{ShapeKind::kBox, {1, 2, 3, 4}, {}}, classes_.Add("car"), 0.5, "", 0, 0});
    return predictions_.Add(frame);
  }
  bool Predicted(std::string_view frame_id, std::string_view sequence = {}) {
    FrameRef frame;
    frame.frame_id = frame_id;
    frame.sequence = sequence;
    return predictions_.Encode(frame, 9, value_);
  }

  NameTable classes_{100};
  LabelSet set_{classes_};
  PredictionSet predictions_{"yolo@2", classes_};
  LabeledFrame frame_, sent_;
  std::string value_;
};

TEST_F(FilesLabelSetTest, AFrameComesBackWithTheTimeOfTheStream) {
  ASSERT_TRUE(Add("train/1.jpg", {"ann", ""}, 1000));
  EXPECT_EQ(set_.Frame(0).frame_id, "1.jpg");
  EXPECT_EQ(set_.Frame(0).time_ms, 1000);
  const LabeledFrame& frame = Sent(0, 2000);
  EXPECT_EQ(frame.frame_id, "1.jpg");
  EXPECT_EQ(frame.image_uri, "train/1.jpg");
  EXPECT_EQ(frame.event_time_ms, 2000);
  ASSERT_EQ(frame.labels.size(), 2u);
  EXPECT_EQ(frame.labels[0].shape.bounds, (Box{0, 0, 10, 10}));
  EXPECT_EQ(frame.labels[0].annotator, "ann");
  EXPECT_EQ(frame.labels[1].annotator, "");
}

TEST_F(FilesLabelSetTest, TheOnlyAnnotatorIsThatOfTheFrame) {
  ASSERT_TRUE(Add("1.jpg", {"ann", "ann"}));
  EXPECT_EQ(Sent(0).annotator, "ann");
  EXPECT_EQ(Sent(0).labels[1].annotator, "");
}

TEST_F(FilesLabelSetTest, TwoAnnotatorsStayWithTheirLabels) {
  ASSERT_TRUE(Add("1.jpg", {"ann", "bob"}));
  EXPECT_EQ(Sent(0).annotator, "");
  EXPECT_EQ(Sent(0).labels[1].annotator, "bob");
}

TEST_F(FilesLabelSetTest, FramesOfOneNameAreToldApartByFolder) {
  ASSERT_TRUE(Add("a/1.jpg"));
  ASSERT_TRUE(Add("a/2.jpg"));
  ASSERT_TRUE(Add("b/1.jpg"));
  EXPECT_EQ(Sent(0).frame_id, "a/1.jpg");
  EXPECT_EQ(Sent(1).frame_id, "2.jpg");
  EXPECT_EQ(Sent(2).frame_id, "b/1.jpg");
}

TEST_F(FilesLabelSetTest, AFrameTwiceOrWithoutNameIsRefusedWithAReason) {
  ASSERT_TRUE(Add("a/1.jpg"));
  EXPECT_EQ(Add("a/1.jpg").error().message, "the frame a/1.jpg is there already");
  EXPECT_EQ(Add("").error().message, "the frame has no name");
  EXPECT_EQ(set_.Frames(), 1u);
}

TEST_F(FilesLabelSetTest, PredictionsAreFoundWithAndWithoutExtensionAndFolder) {
  ASSERT_TRUE(AddPredictions("1.txt"));
  ASSERT_TRUE(AddPredictions("out/2"));
  EXPECT_TRUE(Predicted("1.txt"));
  EXPECT_TRUE(Predicted("1.jpg"));
  EXPECT_TRUE(Predicted("1"));
  EXPECT_TRUE(Predicted("2.png"));
  EXPECT_FALSE(Predicted("3.jpg"));
}

TEST_F(FilesLabelSetTest, PredictionsOfOneNameAreToldApartByFolder) {
  ASSERT_TRUE(AddPredictions("a/1.txt"));
  ASSERT_TRUE(AddPredictions("b/1.txt"));
  EXPECT_TRUE(Predicted("a/1.jpg"));
  EXPECT_FALSE(Predicted("1.jpg")) << "nobody knows which of the two";
  EXPECT_FALSE(AddPredictions("b/1.txt"));
}

TEST_F(FilesLabelSetTest, PredictionsTakeIdSequenceAndTimeOfTheLabels) {
  ASSERT_TRUE(AddPredictions("1.txt"));
  ASSERT_TRUE(Predicted("1.jpg", "ride"));
  PredictedFrame frame;
  FrameDecoder decoder(classes_);
  ASSERT_TRUE(decoder.Decode(value_, frame));
  EXPECT_EQ(frame.frame_id, "1.jpg");
  EXPECT_EQ(frame.sequence, "ride");
  EXPECT_EQ(frame.model, "yolo");
  EXPECT_EQ(frame.model_version, "2");
  EXPECT_EQ(frame.event_time_ms, 9);
  EXPECT_EQ(frame.predictions.size(), 1u);
  const auto envelope = ReadEnvelope(value_, Side::kPredictions, {});
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->frame_id, "1.jpg");
}

TEST_F(FilesLabelSetTest, UnclaimedPredictionsComeInFileOrder) {
  for (const char* name : {"3.txt", "1.txt", "2.txt"}) ASSERT_TRUE(AddPredictions(name));
  EXPECT_TRUE(Predicted("1.jpg"));
  EXPECT_EQ(predictions_.NextUnclaimed()->frame_id, "3.txt");
  EXPECT_EQ(predictions_.NextUnclaimed()->frame_id, "2.txt");
  EXPECT_FALSE(predictions_.NextUnclaimed());
}

TEST(FilesUnderTest, FilesOfAFolderAreSortedAndHiddenOnesLeftOut) {
  const TemporaryFolder folder;
  const std::string first = folder.Write("b.xml", "");
  const std::string root = std::filesystem::path(first).parent_path().string();
  std::filesystem::create_directory(root + "/a");
  folder.Write("a/c.xml", "");
  folder.Write(".hidden", "");
  const auto files = FilesUnder(root);
  ASSERT_TRUE(files);
  EXPECT_EQ(*files, (std::vector<std::string>{root + "/a/c.xml", root + "/b.xml"}));
  EXPECT_TRUE(IsFolder(root));
  EXPECT_FALSE(IsFolder(first));
  EXPECT_FALSE(FilesUnder(root + "/nowhere"));
}

}  // namespace
}  // namespace labelwatch
