// The sample in deploy/sample: the staged copy is what its script writes, and the reader takes all of it.

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>

#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kSample = std::string(LABELWATCH_REPOSITORY) + "/deploy/sample/";

std::vector<PredictionFile> Detections() {
  return {{"xl", kSample + "detections_yolo-fastest-1.1-xl.json"},
          {"small", kSample + "detections_yolo-fastest-1.1.json"}};
}

TEST(SampleTest, TheScriptWritesTheStagedFilesByteForByte) {
  EXPECT_EQ(std::system(("python3 " + kSample + "stage_mistakes.py --check").c_str()), 0);
}

TEST(SampleTest, EveryRecordOfTheStagedCopyIsRead) {
  const auto read = ReadStream({kSample + "labels_staged.json"}, Detections());
  ASSERT_EQ(read->error, "");
  EXPECT_THAT(read->problems, IsEmpty());
  EXPECT_THAT(read->records, SizeIs(57 + 56 + 57));
  std::size_t trainee_frames = 0, labels = 0;
  for (const auto& record : read->records) {
    if (record->side == Side::kPredictions) continue;
    EXPECT_NE(record->labels.annotator, "") << record->labels.frame_id;
    trainee_frames += record->labels.annotator == "trainee-7";
    labels += record->labels.labels.size();
  }
  EXPECT_EQ(trainee_frames, 24u);
  EXPECT_EQ(labels, 517u - 6 + 3 + 3);
}

TEST(SampleTest, EveryRecordAsPublishedIsRead) {
  const auto read = ReadStream({kSample + "labels.json"}, Detections());
  ASSERT_EQ(read->error, "");
  EXPECT_THAT(read->problems, IsEmpty());
  std::size_t labels = 0, crowds = 0, empty_frames = 0, polygons = 0;
  for (const auto& record : read->records) {
    EXPECT_TRUE(record->accepted);
    if (record->side == Side::kPredictions) continue;
    labels += record->labels.labels.size();
    empty_frames += record->labels.labels.empty();
    for (const Label& label : record->labels.labels) {
      crowds += label.crowd;
      polygons += label.shape.kind == ShapeKind::kPolygon;
    }
  }
  EXPECT_EQ(labels, 517u);
  EXPECT_EQ(crowds, 7u);
  EXPECT_EQ(empty_frames, 2u);
  EXPECT_EQ(polygons, 510u);
}

// Image 226111 has neither labels nor predictions of the larger model, image 58636 has predictions but no labels.
TEST(SampleTest, AFrameWithoutRowsHasNoPredictionsRatherThanEmptyOnes) {
  const auto read = ReadStream({kSample + "labels.json"}, Detections());
  const auto models_of = [&](std::string_view frame_id) {
    std::vector<std::string> models;
    for (const auto& record : read->records) {
      if (record->side == Side::kPredictions && record->predictions.frame_id == frame_id) {
        models.emplace_back(record->predictions.model);
        EXPECT_FALSE(record->predictions.predictions.empty());
      }
    }
    return models;
  };
  EXPECT_EQ(models_of("000000226111.jpg"), std::vector<std::string>{"small"});
  EXPECT_EQ(models_of("000000058636.jpg"), (std::vector<std::string>{"xl", "small"}));
}

TEST(SampleTest, DatesOfCocoRunBackwardsSoFileOrderIsTheEventTime) {
  const auto read = ReadStream({kSample + "labels.json"});
  std::int64_t expected = 1577836800000;  // 2020-01-01 00:00 UTC
  for (const auto& record : read->records) {
    EXPECT_EQ(record->timestamp_ms, expected);
    EXPECT_EQ(record->labels.event_time_ms, expected);
    expected += 100;
  }
}

}  // namespace
}  // namespace labelwatch
