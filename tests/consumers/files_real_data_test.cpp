// Real files of data/README.md, counted against what it says of them.

#include <gmock/gmock.h>

#include <filesystem>

#include "schema/shape_codec.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class RealFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kData)) GTEST_SKIP() << "the shared data folder " << kData << " is not here";
  }
  const std::string kData = std::string(LABELWATCH_SHARED) + "/data/";
};

TEST_F(RealFilesTest, CocoApiMasksMatchTheirBoxes) {
  const std::string folder = kData + "cocoapi_oracle/instances_val2014_";
  const auto read = ReadStream({folder + "100.json"}, {{"boxes", folder + "fakebbox100_results.json"},
                                                       {"masks", folder + "fakesegm100_results.json"}});
  ASSERT_EQ(read->error, "");
  EXPECT_THAT(read->problems, IsEmpty());
  std::size_t labels = 0, crowds = 0, boxes = 0, masks = 0, box_frames = 0;
  for (const auto& record : read->records) {
    ASSERT_TRUE(record->accepted);
    for (const Label& label : record->labels.labels) {
      ++labels;
      crowds += label.crowd;
      EXPECT_EQ(label.shape.kind, label.crowd ? ShapeKind::kMask : ShapeKind::kPolygon);
    }
    box_frames += record->predictions.model == "boxes";
    for (const Prediction& prediction : record->predictions.predictions) {
      boxes += prediction.shape.kind == ShapeKind::kBox;
      masks += prediction.shape.kind == ShapeKind::kMask;
      if (prediction.shape.kind != ShapeKind::kMask) continue;
      const auto mask = DecodeMask(prediction.shape.encoded);
      ASSERT_TRUE(mask);
      std::uint64_t pixels = 0;
      for (const std::uint32_t run : mask->counts) pixels += run;
      EXPECT_EQ(pixels, std::uint64_t{mask->width} * mask->height);
    }
  }
  EXPECT_EQ(labels, 839u);
  EXPECT_EQ(crowds, 9u);
  EXPECT_EQ(boxes, 734u);
  EXPECT_EQ(masks, 734u);
  EXPECT_EQ(box_frames, 99u) << "image 1063 has labels but no detection";
}

TEST_F(RealFilesTest, CompressedSetsWithErrorsAreReadWhole) {
  const std::string folder = kData + "errors_voc07/";
  const auto read = ReadStream({folder + "instances.json.gz"}, {{"yolov2", folder + "detections_yolov2.json.gz"},
                                                                {"yolov3", folder + "detections_yolov3.json.gz"}});
  ASSERT_EQ(read->error, "");
  EXPECT_THAT(read->problems, IsEmpty());
  std::size_t frames = 0, labels = 0;
  for (const auto& record : read->records) {
    frames += record->side == Side::kLabels;
    labels += record->labels.labels.size();
  }
  EXPECT_EQ(frames, 1838u);
  EXPECT_EQ(labels, 5506u);
  EXPECT_EQ(read->progress.total_frames, 1838u);
}

// Trap 1 of data/README.md: a join by image id between sets of other ids is all wrong. Here ids 1, 2, 3... would exist
// in both; the ids of the open images do not, and every row is named instead of joined.
TEST_F(RealFilesTest, ResultsOfAnotherSetAreNotJoined) {
  const auto read = ReadStream({kData + "coco_open_images_val2017/instances.json"},
                               {{"m", kData + "cocoapi_oracle/instances_val2014_fakebbox100_results.json"}});
  EXPECT_EQ(read->progress.skipped, 734u);
  EXPECT_THAT(read->problems,
              ::testing::Contains(::testing::HasSubstr("none of its 734 results belongs to the labels")));
}

}  // namespace
}  // namespace labelwatch
