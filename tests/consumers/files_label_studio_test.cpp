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
  TemporaryFolder folder_;
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
               Region("keypointlabels", R"({"x":1,"y":1,"keypointlabels":["nose"]})") + "," +
               Region("choices", R"({"choices":["rain"]})") + "]}]"));
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
      "1.jpg",
      R"("annotations":[{"result":[)" +
          Region("rectanglelabels", R"({"x":0,"y":0,"width":10,"height":10,"rectanglelabels":["car"]})") +
          R"(,{"id":"r1","type":"choices","from_name":"state")" + of_region +
          R"("value":{"x":0,"choices":["parked","dirty"]}},{"id":"r1","type":"rating","from_name":"sure")" + of_region +
          R"("value":{"rating":4}},{"id":"r1","type":"taxonomy","from_name":"kind",)"
          R"("value":{"taxonomy":[["vehicle","van"],["new"]]}},{"id":"c9","type":"choices","value":{"choices":["rain"]}}]}])"));
  ASSERT_EQ(read->error, "");
  const LabeledFrame& frame = read->Labels(0);
  ASSERT_EQ(frame.labels.size(), 1u);
  for (const char* word : {"state", "parked, dirty", "sure", "4", "vehicle/van, new"}) {
    EXPECT_NE(frame.labels[0].attributes.find(word), std::string_view::npos) << word;
  }
  ASSERT_EQ(frame.frame_classes.size(), 1u) << "what belongs to no region is said of the frame";
  EXPECT_EQ(read->Class(frame.frame_classes[0]), "rain");
}

// <Rectangle/> and <Labels/> write two rows with one id; <RectangleLabels/> writes one.
TEST_F(FilesLabelStudioTest, OutlineAndLabelMayBeTwoRows) {
  const auto read = Read(
      Task("1.jpg", R"("annotations":[{"result":[)" + Region("rectangle", R"({"x":10,"y":20,"width":30,"height":40})") +
                        "," + Region("labels", R"({"x":10,"y":20,"width":30,"height":40,"labels":["car"]})") +
                        R"(,{"type":"relation","from_id":"r1","to_id":"r1","direction":"right"}]}])"));
  EXPECT_TRUE(read->problems.empty()) << read->problems.at(0);
  ASSERT_EQ(read->Labels(0).labels.size(), 1u);
  EXPECT_EQ(read->Labels(0).labels[0].shape.bounds, (Box{20, 20, 80, 60}));
  EXPECT_EQ(read->Class(read->Labels(0).labels[0].class_id), "car");
}

TEST_F(FilesLabelStudioTest, EllipsesArePolygons) {
  const auto read = Read(Task(
      "1.jpg", R"("annotations":[{"result":[)" +
                   Region("ellipselabels", R"({"x":50,"y":50,"radiusX":10,"radiusY":5,"ellipselabels":["ball"]})") +
                   "]}]"));
  const Box& box = read->Labels(0).labels.at(0).shape.bounds;
  EXPECT_NEAR(box.x_min, 80, 1e-9);
  EXPECT_NEAR(box.x_max, 120, 1e-9);
  EXPECT_NEAR(box.y_min, 45, 1e-9);
}

TEST_F(FilesLabelStudioTest, ThePictureIsFoundInAddressesOfEveryKind) {
  const std::pair<const char*, const char*> pictures[] = {
      {R"({"image":"/data/local-files/?d=my%20images/b%20c.jpg"})", "L:b c.jpg"},
      {R"({"image":"/data/local-files/?d=x%5Cc.jpg"})", "L:c.jpg"},
      {R"({"photo_of_car":"https://h/x/b%C3%A9.jpg?X-Amz=1&y=2.png"})", "L:b\xC3\xA9.jpg"},
      {R"({"image":"s3://bucket/x/100%25.jpg"})", "L:100%25.jpg"},
      {R"({"text":"hello","img":"https://h/photo/17"})", "L:17"},
      {R"({"image":"https://h/b%FF.jpg"})", "L:b%FF.jpg"},
  };
  for (const auto& [data, order] : pictures) {
    const auto read = Read(R"({"id":1,"data":)" + std::string(data) + R"(,"annotations":[{"result":[]}]})");
    EXPECT_EQ(read->Order(), order);
  }
}

// Label Studio renames what is uploaded; the model has seen the file as it was.
TEST_F(FilesLabelStudioTest, PredictionsOfTheFileBeforeItWasUploadedAreFound) {
  const std::string labels =
      folder_.Write("ls.json", "[" + Task("0a1b2c3d-1.jpg", R"("annotations":[{"result":[]}])") + "," +
                                   Task("0a1b2c3e-2.jpg", R"("annotations":[{"result":[]}])") + "]");
  const std::string csv = folder_.Write("p.csv", "ImageID,PredictionString\n1,\n0a1b2c3e-2,\n");
  EXPECT_EQ(ReadStream({labels}, {{"m", csv}})->Order(),
            "L:0a1b2c3d-1.jpg P:0a1b2c3d-1.jpg L:0a1b2c3e-2.jpg P:0a1b2c3e-2.jpg");
}

TEST_F(FilesLabelStudioTest, APredictionWithoutScoreIsOne) {
  const std::string file = folder_.Write(
      "both.json", "[" +
                       Task("1.jpg", R"("annotations":[{"result":[]}],"predictions":[{"score":null,"result":[)" +
                                         Region("rectanglelabels",
                                                R"({"x":0,"y":0,"width":9,"height":9,"rectanglelabels":["car"]})") +
                                         "]}]") +
                       "]");
  const auto read = ReadStream({file}, {{"m", file}});
  ASSERT_EQ(read->Order(), "L:1.jpg P:1.jpg");
  EXPECT_EQ(read->Predictions(1).predictions.at(0).score, 1);
  EXPECT_THAT(read->problems, ::testing::Contains(HasSubstr("1 predictions have no score: 1 is used")));
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
