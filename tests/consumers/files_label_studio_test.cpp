// Label Studio JSON as labels and as predictions.

#include <gmock/gmock.h>

#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::HasSubstr;

std::string Region(const std::string& type, const std::string& value, const std::string& more = "") {
  return R"({"id":"r1","type":")" + type + R"(","original_width":200,"original_height":100,"value":)" + value + more +
         "}";
}
std::string Task(const std::string& name, const std::string& rest) {
  return R"({"id":1,"data":{"image":"/data/upload/1/)" + name + R"("},)" + rest + "}";
}

class FilesLabelStudioTest : public ::testing::Test {
 protected:
  std::unique_ptr<ReadFiles> Read(const std::string& tasks) {
    return ReadStream({folder_.Write("ls.json", "[" + tasks + "]")});
  }
  Folder folder_;
};

TEST_F(FilesLabelStudioTest, PercentBecomePixels) {
  const auto read = Read(
      Task("1.jpg",
           R"("annotations":[{"was_cancelled":true,"result":[]},{"completed_by":{"id":3,"email":"a@b.c"},"result":[)" +
               Region("rectanglelabels",
                      R"({"x":10,"y":20,"width":30,"height":40,"rotation":0,"rectanglelabels":["car"]})") +
               "," +
               Region("rectanglelabels",
                      R"({"x":50,"y":0,"width":10,"height":10,"rotation":90,"rectanglelabels":["car"]})") +
               "," + Region("polygonlabels", R"({"points":[[0,0],[50,0],[50,100]],"polygonlabels":["road"]})") + "," +
               Region("ellipselabels", R"({"x":1})") + "," + Region("choices", R"({"choices":["rain"]})") + "]}]"));
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Order(), "L:1.jpg");
  const LabeledFrame& frame = read->Labels(0);
  EXPECT_EQ(frame.annotator, "a@b.c");
  EXPECT_EQ(frame.image_width, 200u);
  ASSERT_EQ(frame.labels.size(), 3u);
  EXPECT_EQ(frame.labels[0].shape.bounds, (Box{20, 20, 80, 60}));
  EXPECT_EQ(frame.labels[0].id, "r1");
  const Box& turned = frame.labels[1].shape.bounds;  // 20 x 10 at (100, 0), turned clockwise: x 90..100, y 0..20
  EXPECT_NEAR(turned.x_min, 90, 1e-9);
  EXPECT_NEAR(turned.x_max, 100, 1e-9);
  EXPECT_NEAR(turned.y_max, 20, 1e-9);
  EXPECT_EQ(frame.labels[2].shape.bounds, (Box{0, 0, 100, 100}));
  EXPECT_EQ(read->Class(frame.frame_classes.at(0)), "rain");
  EXPECT_THAT(read->problems.at(0), HasSubstr("1 regions of other kinds"));
}

TEST_F(FilesLabelStudioTest, BrushIsReadFromItsRunLengths) {
  const std::string region =
      R"({"type":"brushlabels","original_width":2,"original_height":2,"value":{"format":"rle","rle":[0,0,0,16,57,27,252,96,17,255,206,0],"brushlabels":["road"]}})";
  const auto read = Read(Task("1.jpg", R"("annotations":[{"completed_by":7,"result":[)" + region + "]}]"));
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Labels(0).labels.at(0).shape.bounds, (Box{1, 0, 2, 1}));
  EXPECT_EQ(read->Labels(0).annotator, "7");
}

std::string Annotation(const std::string& label, const std::string& more) {
  return R"({"completed_by":7,"result":[)" +
         Region("rectanglelabels", R"({"x":0,"y":0,"width":10,"height":10,"rectanglelabels":[")" + label + R"("]})") +
         "]" + more + "}";
}

TEST_F(FilesLabelStudioTest, OfSeveralAnnotationsTheNewestIsReadAndGroundTruthBeforeOthers) {
  const std::string older = R"(,"created_at":"2024-01-01T10:00:00.5Z","updated_at":"2024-01-02T10:00:00Z")";
  const std::string newer = R"(,"created_at":"2024-01-01T09:00:00Z","updated_at":"2024-01-03T10:00:00Z")";
  const auto read_of = [&](const std::string& annotations) {
    const auto read = Read(Task("1.jpg", "\"annotations\":[" + annotations + "]"));
    return std::string(read->Class(read->Labels(0).labels.at(0).class_id));
  };
  EXPECT_EQ(read_of(Annotation("new", newer) + "," + Annotation("old", older)), "new");
  EXPECT_EQ(read_of(Annotation("new", newer) + "," + Annotation("old", older + R"(,"ground_truth":true)")), "old");
  EXPECT_EQ(read_of(Annotation("new", newer + R"(,"was_cancelled":true)") + "," + Annotation("old", older)), "old");
  EXPECT_EQ(read_of(Annotation("first", "") + "," + Annotation("second", "")), "second") << "no time is said";
}

TEST_F(FilesLabelStudioTest, ControlsOfOneRegionAreAttributesOfItsLabel) {
  const std::string of_region = R"(,"original_width":200,"original_height":100,)";
  const auto read = Read(Task(
      "1.jpg", R"("annotations":[{"result":[)" +
                   Region("rectanglelabels", R"({"x":0,"y":0,"width":10,"height":10,"rectanglelabels":["car"]})") +
                   R"(,{"id":"r1","type":"choices","from_name":"state")" + of_region +
                   R"("value":{"x":0,"choices":["parked","dirty"]}},{"id":"r1","type":"rating","from_name":"sure")" +
                   of_region +
                   R"("value":{"rating":4}},{"id":"c9","type":"choices","value":{"choices":["rain"]}}]}])"));
  ASSERT_EQ(read->error, "");
  const LabeledFrame& frame = read->Labels(0);
  ASSERT_EQ(frame.labels.size(), 1u);
  for (const char* word : {"state", "parked, dirty", "sure", "4"}) {
    EXPECT_NE(frame.labels[0].attributes.find(word), std::string_view::npos) << word;
  }
  ASSERT_EQ(frame.frame_classes.size(), 1u) << "what belongs to no region is said of the frame";
  EXPECT_EQ(read->Class(frame.frame_classes[0]), "rain");
}

TEST_F(FilesLabelStudioTest, TasksWithoutAnnotationAreNoFramesAndBrokenOnesAreNamed) {
  const auto read =
      Read(Task("1.jpg", R"("annotations":[])") + "," + Task("2.jpg", R"("annotations":[{"result":[]}])") +
           R"(,{"annotations":[]},7,)" + Task("2.jpg", R"("annotations":[{"result":[]}])"));
  EXPECT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:2.jpg");
  EXPECT_EQ(read->progress.skipped, 3u);
  EXPECT_THAT(read->problems.at(0), HasSubstr("names no picture"));
}

TEST_F(FilesLabelStudioTest, PredictionsComeFromTheSameFile) {
  const std::string file = folder_.Write(
      "both.json",
      "[" +
          Task("1.jpg",
               R"("annotations":[{"result":[]}],"predictions":[{"score":0.5,"result":[)" +
                   Region("rectanglelabels", R"({"x":0,"y":0,"width":10,"height":10,"rectanglelabels":["car"]})") +
                   "," +
                   Region("rectanglelabels", R"({"x":0,"y":0,"width":10,"height":10,"rectanglelabels":["bus"]})",
                          R"(,"score":0.75)") +
                   "]}]") +
          "]");
  const auto read = ReadStream({file}, {{"m", file}});
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Order(), "L:1.jpg P:1.jpg");
  ASSERT_EQ(read->Predictions(1).predictions.size(), 2u);
  EXPECT_EQ(read->Predictions(1).predictions[0].score, 0.5);
  EXPECT_EQ(read->Predictions(1).predictions[1].score, 0.75);
}

}  // namespace
}  // namespace labelwatch
