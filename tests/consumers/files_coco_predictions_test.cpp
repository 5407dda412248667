// Predictions as a whole COCO file, and what key points alone say.

#include <gmock/gmock.h>

#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kLabels = R"({"images":[{"id":1,"file_name":"a.jpg","width":64,"height":48},
  {"id":2,"file_name":"b.jpg","width":64,"height":48},{"id":3,"file_name":"c.jpg","width":64,"height":48}],
  "categories":[{"id":1,"name":"car"},{"id":2,"name":"dog"}],
  "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[1,2,10,10]}]})";

class CocoPredictionsTest : public testing::Test {
 protected:
  std::unique_ptr<ReadFiles> Read(const std::string& predictions) {
    return ReadStream({folder_.Write("l.json", kLabels)}, {{"m", folder_.Write("p.json", predictions)}});
  }
  TemporaryFolder folder_;
};

TEST_F(CocoPredictionsTest, ImagesAndClassesAreThoseOfItsNames) {
  // Other numbers, another order, annotations before what they name; b.jpg was seen and holds nothing.
  const auto read = Read(R"({"annotations":[{"image_id":70,"category_id":5,"bbox":[1,2,10,10],"score":0.9},
    {"image_id":70,"category_id":4,"bbox":[3,4,10,10],"score":"0.4"}],
    "images":[{"id":70,"file_name":"x/a.jpg"},{"id":71,"file_name":"b.jpg"}],
    "categories":[{"id":4,"name":"dog"},{"id":5,"name":"car"}]})");
  EXPECT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:a.jpg P:a.jpg L:b.jpg P:b.jpg L:c.jpg");
  const PredictedFrame& a = read->Predictions(1);
  ASSERT_EQ(a.predictions.size(), 2U);
  EXPECT_EQ(read->Class(a.predictions[0].class_id), "car");
  EXPECT_DOUBLE_EQ(a.predictions[0].score, 0.9);
  EXPECT_EQ(a.predictions[0].shape.bounds, (Box{1, 2, 11, 12}));
  EXPECT_EQ(read->Class(a.predictions[1].class_id), "dog");
  EXPECT_TRUE(read->Predictions(3).predictions.empty());
}

TEST_F(CocoPredictionsTest, WithoutAnyScoreItHoldsLabels) {
  EXPECT_THAT(Read(kLabels)->error, HasSubstr("which is labels: no annotation has a score; give it as --labels"));
}

TEST_F(CocoPredictionsTest, WhatIsBrokenIsNamed) {
  const auto read = Read(R"({"images":[{"id":1,"file_name":"a.jpg"},{"id":1,"file_name":"b.jpg"}],
    "categories":[{"id":1,"name":"car"}],
    "annotations":[{"image_id":1,"category_id":1,"bbox":[1,2,10,10],"score":0.9},
    {"image_id":1,"category_id":1,"bbox":[1,2,10,10],"score":7},{"image_id":9,"category_id":1,"bbox":[1,2,3,4],"score":1},
    {"image_id":1,"category_id":8,"bbox":[1,2,3,4],"score":1},{"image_id":1,"category_id":1,"bbox":[1,2],"score":1}]})");
  EXPECT_EQ(read->Predictions(1).predictions.size(), 1U);
  EXPECT_THAT(read->problems,
              ElementsAre(HasSubstr("another image has the same id"), HasSubstr("its score is not within 0..1"),
                          HasSubstr("bbox is not a list of four numbers"),
                          HasSubstr("its category is not in the list of categories"),
                          HasSubstr("it is not in the list of images")));
}

TEST_F(CocoPredictionsTest, KeyPointsAreTheBoxAroundThem) {
  for (const char* predictions : {R"([{"image_id":1,"category_id":1,"keypoints":[1,2,2,11,12,1,0,0,0],"score":0.9}])",
                                  R"({"images":[{"id":1,"file_name":"a.jpg"}],"categories":[{"id":1,"name":"car"}],
            "annotations":[{"image_id":1,"category_id":1,"keypoints":[1,2,2,11,12,1,0,0,0],"score":0.9}]})"}) {
    const auto read = Read(predictions);
    ASSERT_EQ(read->Predictions(1).predictions.size(), 1U) << read->error;
    EXPECT_EQ(read->Predictions(1).predictions[0].shape.bounds, (Box{1, 2, 11, 12}));
    EXPECT_THAT(read->problems, ElementsAre(HasSubstr("1 ")));
  }
}

TEST_F(CocoPredictionsTest, OneNameForTwoFilesIsSaid) {
  const std::string labels = folder_.Write("l.json", kLabels), results = folder_.Write("r.json", "[]");
  EXPECT_THAT(ReadStream({labels}, {{"m", results}, {"m", results}})->problems,
              testing::Contains(HasSubstr("the model m is given more than once")));
}

TEST_F(CocoPredictionsTest, FramesWithoutLabelsAreReviewedOrNotLabeledYet) {
  const std::string labels = folder_.Write("l.json", kLabels);
  const std::string results = folder_.Write("r.json", R"([{"image_id":2,"category_id":1,"bbox":[1,2,3,4],"score":1}])");
  EXPECT_EQ(ReadStream({labels}, {{"m", results}})->Order(), "L:a.jpg L:b.jpg P:b.jpg L:c.jpg");
  RecordStreamOptions unknown;
  unknown.unlabeled = Unlabeled::kUnknown;
  const auto read = ReadStream({labels}, {{"m", results}}, unknown);
  EXPECT_EQ(read->Order(), "L:a.jpg P:b.jpg");
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("2 frames without any label: not labeled yet")));
}

TEST_F(CocoPredictionsTest, AFormatThatSaysWhatWasReviewedIsNotAsked) {
  RecordStreamOptions unknown;
  unknown.unlabeled = Unlabeled::kUnknown;
  const std::string tasks =
      folder_.Write("tasks.json", R"([{"id":1,"data":{"image":"a.jpg"},"annotations":[{"id":1,"result":[]}]}])");
  const auto read = ReadStream({tasks}, {}, unknown);
  EXPECT_EQ(read->Order(), "L:a.jpg");
  EXPECT_THAT(read->problems, IsEmpty());
}

}  // namespace
}  // namespace labelwatch
