#include <gmock/gmock.h>

#include "schema/shape_codec.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kTruth =
    R"({"images":[{"id":10,"file_name":"a.jpg","sequence":"s"},{"id":11,"file_name":"b.jpg"}],
    "annotations":[],"categories":[{"id":1,"name":"person"},{"id":18,"name":"dog"}]})";

class CocoResultsTest : public ::testing::Test {
 protected:
  std::unique_ptr<ReadFiles> Read(const std::string& rows) {
    return ReadStream({folder_.Write("labels.json", kTruth)},
                      {{"yolo@2", folder_.Write("yolo.json", "[" + rows + "]")}});
  }
  TemporaryFolder folder_;
};

TEST_F(CocoResultsTest, JoinsByImageIdAndNamesClassesByTheGroundTruth) {
  const auto read = Read(R"({"image_id":11,"category_id":18,"bbox":[1,2,3,4],"score":0.25},
      {"image_id":10,"category_id":1,"bbox":[0,0,8,8],"score":1,"track_id":"t"},
      {"image_id":11,"category_id":1,"bbox":[5,5,1,1],"score":0.5})");
  ASSERT_EQ(read->error, "");
  EXPECT_THAT(read->problems, IsEmpty());
  EXPECT_EQ(read->Order(), "L:a.jpg P:a.jpg L:b.jpg P:b.jpg");
  const PredictedFrame& a = read->Predictions(1);
  EXPECT_EQ(a.model, "yolo");
  EXPECT_EQ(a.model_version, "2");
  EXPECT_EQ(a.sequence, "s");
  EXPECT_EQ(read->records[1]->key, "s");
  EXPECT_EQ(a.event_time_ms, read->Labels(0).event_time_ms);
  ASSERT_THAT(a.predictions, SizeIs(1));
  EXPECT_EQ(a.predictions[0].track_id, "t");
  const PredictedFrame& b = read->Predictions(3);
  ASSERT_THAT(b.predictions, SizeIs(2));
  EXPECT_EQ(read->Class(b.predictions[0].class_id), "dog");
  EXPECT_EQ(b.predictions[0].score, 0.25);
  EXPECT_EQ(b.predictions[0].shape.bounds, (Box{1, 2, 4, 6}));
  EXPECT_THAT(read->models, ElementsAre("yolo@2"));
}

TEST_F(CocoResultsTest, AFrameWithoutRowsSaysNothing) {
  const auto read = Read(R"({"image_id":11,"category_id":1,"bbox":[1,2,3,4],"score":0.5})");
  EXPECT_EQ(read->Order(), "L:a.jpg L:b.jpg P:b.jpg");
}

TEST_F(CocoResultsTest, NoRowsAtAllIsSaid) {
  const auto read = Read("");
  EXPECT_EQ(read->Order(), "L:a.jpg L:b.jpg");
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("holds no results")));
}

TEST_F(CocoResultsTest, ReadsMasks) {
  const std::vector<std::uint32_t> runs = {4, 2, 1, 2, 3};  // 4 wide, 3 high: the box (1, 1) to (3, 3)
  const auto read = Read(R"({"image_id":10,"category_id":1,"score":0.5,"segmentation":{"size":[3,4],"counts":")" +
                         CocoStringFromRuns(runs) + R"("}})");
  EXPECT_THAT(read->problems, IsEmpty());
  const Shape& shape = read->Predictions(1).predictions.at(0).shape;
  EXPECT_EQ(shape.kind, ShapeKind::kMask);
  EXPECT_EQ(shape.bounds, (Box{1, 1, 3, 3}));
}

// YOLOv5 and others write the file name without extension as image_id.
TEST_F(CocoResultsTest, ImagesMayBeNamedByTheirFile) {
  const auto read = Read(R"({"image_id":"b","category_id":1,"bbox":[1,2,3,4],"score":0.5},
      {"image_id":"a.jpg","category_id":1,"bbox":[1,2,3,4],"score":0.5})");
  EXPECT_THAT(read->problems, IsEmpty());
  EXPECT_EQ(read->Order(), "L:a.jpg P:a.jpg L:b.jpg P:b.jpg");
}

// As Ultralytics writes them: the name as a number, and beside it the name. Image 139 is another picture.
TEST_F(CocoResultsTest, TheNameOfTheFileCountsBeforeTheId) {
  const std::string truth = folder_.Write("labels.json", R"({"images":[{"id":139,"file_name":"000285.jpg"},
      {"id":285,"file_name":"000139.jpg"}],"annotations":[],"categories":[{"id":1,"name":"cat"}]})");
  const auto read = ReadStream({truth}, {{"m", folder_.Write("rows.json", R"([{"image_id":139,"category_id":1,
      "file_name":"000139.jpg","bbox":[1,2,3,4],"score":0.5}])")}});
  EXPECT_EQ(read->Order(), "L:000285.jpg L:000139.jpg P:000139.jpg");
}

TEST_F(CocoResultsTest, ANumberIsFoundAmongNamesThatZerosFill) {
  const std::string truth = folder_.Write("labels.json", R"({"images":[{"id":1,"file_name":"000139.jpg"},
      {"id":2,"file_name":"0.jpg"}],"annotations":[],"categories":[{"id":1,"name":"cat"}]})");
  const auto read = ReadStream({truth}, {{"m", folder_.Write("rows.json", R"([{"image_id":139,"category_id":1,
      "bbox":[1,2,3,4],"score":0.5},{"image_id":0,"category_id":1,"bbox":[1,2,3,4],"score":0.5}])")}});
  EXPECT_EQ(read->Order(), "L:000139.jpg P:000139.jpg L:0.jpg P:0.jpg");
}

TEST_F(CocoResultsTest, ANameThatTwoImagesShareIsNone) {
  const std::string truth = folder_.Write("labels.json", R"({"images":[{"id":1,"file_name":"a.jpg"},
      {"id":2,"file_name":"a.png"}],"annotations":[],"categories":[{"id":1,"name":"cat"}]})");
  const auto read = ReadStream({truth}, {{"m", folder_.Write("rows.json", R"([{"image_id":"a","category_id":1,
      "bbox":[1,2,3,4],"score":0.5}])")}});
  EXPECT_EQ(read->progress.skipped, 1u);
  EXPECT_EQ(read->Order(), "L:a.jpg L:a.png");
}

TEST_F(CocoResultsTest, NamesEachBrokenRowAndReadsTheRest) {
  const std::string good = R"({"image_id":10,"category_id":1,"bbox":[1,2,3,4],"score":0.5})";
  const std::pair<const char*, const char*> broken[] = {
      {R"({"image_id":12,"category_id":1,"bbox":[1,2,3,4],"score":0.5})", "its image 12 is unknown"},
      {R"({"image_id":10,"category_id":2,"bbox":[1,2,3,4],"score":0.5})", "its category 2 is unknown"},
      {R"({"category_id":1,"bbox":[1,2,3,4],"score":0.5})", "it has no image_id"},
      {R"({"image_id":10,"bbox":[1,2,3,4],"score":0.5})", "it has no category_id"},
      {R"({"image_id":10,"category_id":1,"bbox":[1,2,3,4]})", "it has no score"},
      {R"({"image_id":10,"category_id":1,"bbox":[1,2,3,4],"score":"high"})", "its score is not a number"},
      {R"({"image_id":10,"category_id":1,"bbox":[1,2,3,4],"score":1.5})", "its score is not within 0..1"},
      {R"({"image_id":10,"category_id":1,"bbox":[1,2,3,4],"score":NaN})", "its score is not within 0..1"},
      {R"({"image_id":10,"category_id":1,"bbox":[1,2,3],"score":0.5})", "bbox is not a list of four numbers"},
      {R"({"image_id":10,"category_id":1,"score":0.5})", "it has neither bbox nor segmentation"},
      {"7", "it is not a JSON object"},
  };
  for (const auto& [row, why] : broken) {
    const auto read = Read(good + "," + row + "," + good);
    EXPECT_THAT(read->Predictions(1).predictions, SizeIs(2)) << row;
    EXPECT_EQ(read->progress.skipped, 1u) << row;
    EXPECT_THAT(read->problems,
                ElementsAre(AllOf(HasSubstr("yolo.json, byte "), HasSubstr("result 2: "), HasSubstr(why))))
        << row;
  }
}

TEST_F(CocoResultsTest, PredictionsOfAnotherSetAreSaidOnceAndPlainly) {
  const auto read = Read(R"({"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":0.5},
      {"image_id":2,"category_id":1,"bbox":[1,2,3,4],"score":0.5})");
  EXPECT_EQ(read->progress.skipped, 2u);
  EXPECT_THAT(read->problems, Contains(HasSubstr("none of its 2 results belongs to the labels")));
}

TEST_F(CocoResultsTest, ClassesThatCountFromZeroAreSaidOnce) {
  const auto read = Read(R"({"image_id":10,"category_id":0,"bbox":[1,2,3,4],"score":0.5},
      {"image_id":10,"category_id":0,"bbox":[5,2,3,4],"score":0.5},
      {"image_id":10,"category_id":1,"bbox":[9,2,3,4],"score":0.5})");
  EXPECT_EQ(read->progress.skipped, 2u);
  EXPECT_THAT(read->problems, SizeIs(3));
  EXPECT_THAT(read->problems, Contains(HasSubstr("counts its classes from 0")));
}

TEST_F(CocoResultsTest, OtherResultsThanDetectionsEndInASentence) {
  EXPECT_THAT(Read(R"({"image_id":10,"caption":"a dog"})")->error, HasSubstr("none of its 1 results can be used"));
  EXPECT_THAT(Read(R"({"image_id":10,"category_id":1,"keypoints":[1,2,2],"score":0.5})")->error,
              AllOf(HasSubstr("yolo.json"), HasSubstr("it has neither bbox nor segmentation")));
  EXPECT_THAT(Read(R"({"image_id":10,"category_id":7,"bbox":[1,2,3,4],"score":0.5})")->problems,
              Contains(HasSubstr("has a class of the labels; does the model number its classes otherwise?")));
}

TEST_F(CocoResultsTest, SeveralModelsComeInTheOrderGiven) {
  const std::string rows = R"([{"image_id":11,"category_id":1,"bbox":[1,2,3,4],"score":0.5}])";
  const auto read = ReadStream({folder_.Write("labels.json", kTruth)},
                               {{"z", folder_.Write("z.json", rows)}, {"a", folder_.Write("a.json", rows)}});
  EXPECT_EQ(read->Order(), "L:a.jpg L:b.jpg P:b.jpg P:b.jpg");
  EXPECT_EQ(read->Predictions(2).model, "z");
  EXPECT_EQ(read->Predictions(3).model, "a");
  EXPECT_EQ(read->records[1]->offset, 1);  // offsets count per side
  EXPECT_EQ(read->records[2]->offset, 0);
  EXPECT_EQ(read->records[3]->offset, 1);
}

TEST_F(CocoResultsTest, TwoGroundTruthsShareOneResultsFileUnlessAnImageIsInBoth) {
  const std::string first = folder_.Write("first.json", kTruth);
  const std::string second = folder_.Write("second.json", R"({"images":[{"id":11,"file_name":"c.jpg"},
      {"id":20,"file_name":"d.jpg"}],"annotations":[],"categories":[{"id":1,"name":"cat"}]})");
  const std::string rows = folder_.Write("rows.json", R"([{"image_id":20,"category_id":1,"bbox":[1,2,3,4],"score":0.5},
      {"image_id":10,"category_id":1,"bbox":[1,2,3,4],"score":0.5},{"image_id":11,"category_id":1,"bbox":[1,2,3,4],"score":0.5}])");
  const auto read = ReadStream({first, second}, {{"m", rows}});
  EXPECT_EQ(read->Order(), "L:a.jpg P:a.jpg L:b.jpg L:c.jpg L:d.jpg P:d.jpg");
  EXPECT_EQ(read->Class(read->Predictions(1).predictions.at(0).class_id), "person");
  EXPECT_EQ(read->Class(read->Predictions(5).predictions.at(0).class_id), "cat");
  EXPECT_THAT(read->problems, ElementsAre(AllOf(HasSubstr("its image 11 is in both"), HasSubstr("first.json"))));
}

TEST_F(CocoResultsTest, NeedACocoGroundTruth) {
  const std::string rows =
      folder_.Write("rows.json", R"([{"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":0.5}])");
  const std::string csv = folder_.Write("labels.csv", "frame_id,label\na,dog\n");
  EXPECT_THAT(ReadStream({csv}, {{"m", rows}})->error, HasSubstr("give the COCO ground truth file as labels"));
}

}  // namespace
}  // namespace labelwatch
