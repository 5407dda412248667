// Open Images CSV: boxes, image-level labels, results.

#include <gmock/gmock.h>

#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr const char* kHeader =
    "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n";

class FilesOpenImagesTest : public ::testing::Test {
 protected:
  std::string Boxes(const std::string& rows) const { return folder_.Write("boxes.csv", kHeader + rows); }
  static std::vector<std::string> Names(const ReadFiles& read, const std::vector<NameId>& ids) {
    std::vector<std::string> names;
    for (const NameId id : ids) names.emplace_back(read.Class(id));
    return names;
  }

  TemporaryFolder folder_;
  const std::string sizes_ = folder_.Write("sizes.csv", "ImageID,width,height\na,200,100\nb,100,100\n");
  const std::string names_ = folder_.Write("classes.csv", "/m/1,Car\n/m/2,\"Dog, small\"\n/m/3,Tree\n/m/4,Boat\n");
};

TEST_F(FilesOpenImagesTest, CornersStandInTheirOwnOrderAndGroupsAreCrowds) {
  const std::string boxes = Boxes(
      "b,xclick,/m/2,1,0,0.5,0.5,1,0,0,1,0,0\na,xclick,/m/1,1,0.1,0.5,0.2,0.4,1,0,0,0,-1\nb,xclick,/m/"
      "9,1,0,1,0,1,0,0,0,0,0\n");
  const auto read = ReadStream({boxes, sizes_, names_});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:b L:a");
  const LabeledFrame& frame = read->Labels(1);
  ASSERT_EQ(frame.labels.size(), 1u);
  EXPECT_EQ(frame.labels[0].shape.bounds, (Box{20, 20, 100, 40}));
  EXPECT_EQ(read->Class(frame.labels[0].class_id), "Car");
  EXPECT_NE(frame.labels[0].attributes.find("IsOccluded"), std::string_view::npos);
  EXPECT_EQ(frame.labels[0].attributes.find("IsInside"), std::string_view::npos);
  ASSERT_EQ(read->Labels(0).labels.size(), 2u) << "rows of one image need not follow each other";
  EXPECT_TRUE(read->Labels(0).labels[0].crowd);
  EXPECT_EQ(read->Class(read->Labels(0).labels[0].class_id), "Dog, small");
  EXPECT_EQ(read->Class(read->Labels(0).labels[1].class_id), "/m/9") << "without a name the label is the name";
}

// In a: a car is drawn; a person saw a dog, of which boxes are drawn in b, and a tree, of which none are drawn
// anywhere; a person saw no boat. A machine thinks of something.
TEST_F(FilesOpenImagesTest, OnlyWhatWasLookedForIsExhaustive) {
  const std::string boxes = Boxes("a,xclick,/m/1,1,0.1,0.5,0.2,0.4,0,0,0,0,0\nb,xclick,/m/2,1,0,0.5,0.5,1,0,0,0,0,0\n");
  const std::string verified = folder_.Write("labels.csv",
                                             "ImageID,Source,LabelName,Confidence\na,verification,/m/2,1\n"
                                             "a,verification,/m/3,1\na,verification,/m/4,0\na,machine,/m/7,0.7\n");
  const auto read = ReadStream({verified, boxes, names_, sizes_});
  ASSERT_EQ(read->error, "");
  const LabeledFrame& frame = read->Labels(0);
  EXPECT_THAT(Names(*read, frame.exhaustive_classes), UnorderedElementsAre("Car", "Dog, small", "Boat"));
  EXPECT_THAT(Names(*read, frame.absent_classes), ElementsAre("Boat"));
  EXPECT_THAT(Names(*read, read->Labels(1).exhaustive_classes), ElementsAre("Dog, small"));
  EXPECT_THAT(read->problems, Contains(HasSubstr("labels.csv: 1 labels are neither 0 nor 1")));
}

TEST_F(FilesOpenImagesTest, ResultsOfTheChallengeAndResultsAsRows) {
  const std::string boxes = Boxes("a,xclick,/m/1,1,0.1,0.5,0.2,0.4,0,0,0,0,0\n");
  for (const char* results : {"ImageID,PredictionString\na,/m/1 0.75 0.1 0.2 0.5 0.4\n",
                              "ImageID,LabelName,Score,XMin,XMax,YMin,YMax\na,/m/1,0.75,0.1,0.5,0.2,0.4\n"}) {
    const auto read = ReadStream({boxes, names_, sizes_}, {{"m", folder_.Write("r.csv", results)}});
    ASSERT_EQ(read->error, "");
    ASSERT_EQ(read->Order(), "L:a P:a");
    ASSERT_EQ(read->Predictions(1).predictions.size(), 1u);
    EXPECT_EQ(read->Predictions(1).predictions[0].score, 0.75);
    EXPECT_EQ(read->Predictions(1).predictions[0].shape.bounds, (Box{20, 20, 100, 40}));
  }
}

TEST_F(FilesOpenImagesTest, AnEmptyPredictionStringSaysThatTheModelSawNothing) {
  const std::string boxes = Boxes("a,xclick,/m/1,1,0.1,0.5,0.2,0.4,0,0,0,0,0\n");
  const auto read =
      ReadStream({boxes, names_, sizes_}, {{"m", folder_.Write("r.csv", "ImageID,PredictionString\na,\n")}});
  ASSERT_EQ(read->Order(), "L:a P:a");
  EXPECT_TRUE(read->Predictions(1).predictions.empty());
}

TEST_F(FilesOpenImagesTest, BrokenRowsAreNamed) {
  const auto read = ReadStream({Boxes("a,x,/m/1,1,0.1,0.5,0.2,0.4,0,0,0,0,0\na,x,/m/1,1,?,0.5,0.2,0.4,0,0,0,0,0\na,x\n"
                                      "a,\"x\"y,/m/1,1,0,1,0,1,0,0,0,0,0\nc,x,/m/1,1,0,1,0,1,0,0,0,0,0\n"
                                      "a,x,\xFF,1,0,1,0,1,0,0,0,0,0\na,x,/m/1,1,nan,1,0,1,0,0,0,0,0\n"),
                                sizes_});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Labels(0).labels.size(), 2u) << "NaN goes through and becomes a finding";
  EXPECT_EQ(read->progress.skipped, 5u);
  EXPECT_THAT(read->problems, Contains(HasSubstr("boxes.csv:3: it has no image, no label or not four numbers")));
  EXPECT_THAT(read->problems, Contains(HasSubstr("boxes.csv:4: it has 2 fields, the header has 13")));
  EXPECT_THAT(read->problems, Contains(HasSubstr("boxes.csv:6: image c: the size of its picture is not known")));
}

TEST_F(FilesOpenImagesTest, WithoutAnySizeTheRemedyIsSaid) {
  EXPECT_THAT(ReadStream({Boxes("a,x,/m/1,1,0.1,0.5,0.2,0.4,0,0,0,0,0\n")})->error,
              HasSubstr("boxes.csv: the size of its picture is not known; give the folder of the pictures"));
}

}  // namespace
}  // namespace labelwatch
