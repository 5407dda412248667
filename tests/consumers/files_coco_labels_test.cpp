#include <gmock/gmock.h>

#include <cmath>

#include "schema/attributes.h"
#include "schema/shape_codec.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kCategories = R"("categories":[{"id":1,"name":"person"},{"id":18,"name":"dog"}])";

// COCO ground truth with one image, "a.jpg" of 100 x 80 pixels and id 7, and the given annotations.
std::string OneImage(const std::string& annotations) {
  return R"({"images":[{"id":7,"file_name":"a.jpg","width":100,"height":80}],"annotations":[)" + annotations + "]," +
         kCategories + "}";
}

class CocoLabelsTest : public ::testing::Test {
 protected:
  std::unique_ptr<ReadFiles> Read(const std::string& content) {
    return ReadStream({folder_.Write("labels.json", content)});
  }
  TemporaryFolder folder_;
};

TEST_F(CocoLabelsTest, ReadsBoxesAsCorners) {
  const auto read = Read(OneImage(R"({"id":5,"image_id":7,"category_id":18,"bbox":[10.5,20,30,40],"iscrowd":0})"));
  ASSERT_EQ(read->error, "");
  ASSERT_THAT(read->records, SizeIs(1));
  const LabeledFrame& frame = read->Labels(0);
  EXPECT_EQ(frame.frame_id, "a.jpg");
  EXPECT_EQ(frame.image_width, 100u);
  EXPECT_EQ(frame.image_height, 80u);
  ASSERT_THAT(frame.labels, SizeIs(1));
  EXPECT_EQ(frame.labels[0].id, "5");
  EXPECT_EQ(read->Class(frame.labels[0].class_id), "dog");
  EXPECT_EQ(frame.labels[0].shape.kind, ShapeKind::kBox);
  EXPECT_EQ(frame.labels[0].shape.bounds, (Box{10.5, 20, 40.5, 60}));
  EXPECT_THAT(read->problems, IsEmpty());
}

TEST_F(CocoLabelsTest, FindsTheFrameOfEachLabelInAnyOrderOfSectionsAndLabels) {
  const auto read = Read(R"({"annotations":[{"id":1,"image_id":9,"category_id":1,"bbox":[0,0,1,1]},
    {"id":2,"image_id":8,"category_id":1,"bbox":[0,0,1,1]},{"id":3,"image_id":9,"category_id":1,"bbox":[0,0,1,1]}],
    "categories":[{"id":1,"name":"person"}],"images":[{"id":8,"file_name":"8.jpg"},{"id":9,"file_name":"9.jpg"}]})");
  EXPECT_EQ(read->Order(), "L:8.jpg L:9.jpg");
  ASSERT_THAT(read->Labels(0).labels, SizeIs(1));
  EXPECT_EQ(read->Labels(0).labels[0].id, "2");
  ASSERT_THAT(read->Labels(1).labels, SizeIs(2));
  EXPECT_EQ(read->Labels(1).labels[0].id, "1");
  EXPECT_EQ(read->Labels(1).labels[1].id, "3");
}

TEST_F(CocoLabelsTest, ImagesWithoutAnnotationsWereReviewedAndAreEmpty) {
  const auto read = Read(OneImage(""));
  ASSERT_THAT(read->records, SizeIs(1));
  EXPECT_THAT(read->Labels(0).labels, IsEmpty());
}

TEST_F(CocoLabelsTest, KeepsSeveralRingsOfOneObject) {
  const auto read = Read(OneImage(R"({"id":1,"image_id":7,"category_id":1,"bbox":[0,0,30,10],
      "segmentation":[[0,0,10,0,10,10],[20,0,30,0,30,10,20,10]]})"));
  const Shape& shape = read->Labels(0).labels.at(0).shape;
  ASSERT_EQ(shape.kind, ShapeKind::kPolygon);
  EXPECT_EQ(shape.bounds, (Box{0, 0, 30, 10}));
  const auto rings = DecodePolygon(shape.encoded);
  ASSERT_TRUE(rings);
  ASSERT_THAT(*rings, SizeIs(2));
  EXPECT_THAT((*rings)[0].xy, ElementsAre(0, 0, 10, 0, 10, 10));
  EXPECT_FALSE((*rings)[1].hole);
}

// 4 wide, 3 high; columns 1 and 2 of rows 1 and 2 are set: column by column 4 off, 2 on, 1 off, 2 on, 3 off.
TEST_F(CocoLabelsTest, ReadsBothFormsOfRunLengths) {
  const std::vector<std::uint32_t> runs = {4, 2, 1, 2, 3};
  for (const std::string& counts : {std::string("[4,2,1,2,3]"), "\"" + CocoStringFromRuns(runs) + "\""}) {
    const auto read = Read(OneImage(R"({"id":1,"image_id":7,"category_id":1,"iscrowd":1,
        "segmentation":{"size":[3,4],"counts":)" +
                                    counts + "}}"));
    ASSERT_THAT(read->problems, IsEmpty()) << counts;
    const Label& label = read->Labels(0).labels.at(0);
    ASSERT_EQ(label.shape.kind, ShapeKind::kMask);
    EXPECT_EQ(label.shape.bounds, (Box{1, 1, 3, 3}));
    EXPECT_TRUE(label.crowd);
    const auto mask = DecodeMask(label.shape.encoded);
    ASSERT_TRUE(mask);
    EXPECT_EQ(mask->width, 4u);
    EXPECT_EQ(mask->height, 3u);
    EXPECT_EQ(mask->counts, runs);
  }
}

TEST_F(CocoLabelsTest, ABoxThatWasMovedAwayFromItsPolygonIsJudgedByTheBox) {
  const auto read = Read(OneImage(R"({"id":1,"image_id":7,"category_id":1,"bbox":[50,40,10,10],
      "segmentation":[[0,0,10,0,10,10,0,10]]})"));
  const Shape& shape = read->Labels(0).labels.at(0).shape;
  EXPECT_EQ(shape.kind, ShapeKind::kBox);
  EXPECT_EQ(shape.bounds, (Box{50, 40, 60, 50}));
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("annotation 1: its segmentation does not fit the bbox")));
  EXPECT_EQ(read->progress.skipped, 0u);
}

TEST_F(CocoLabelsTest, ASegmentationThatCannotBeReadLeavesTheBox) {
  for (const char* segmentation : {R"([[1,2,3]])", R"([["a",2,3,4,5,6]])", R"("x")", R"({"size":[3,4],"counts":[5]})",
                                   R"({"size":[3],"counts":[12]})", R"({"counts":"04"})", R"([[[1,2],[3,4],[5,6]]])"}) {
    const auto read = Read(OneImage(std::string(R"({"id":1,"image_id":7,"category_id":1,"bbox":[1,2,3,4],
        "segmentation":)") + segmentation +
                                    "}"));
    ASSERT_THAT(read->Labels(0).labels, SizeIs(1)) << segmentation;
    EXPECT_EQ(read->Labels(0).labels[0].shape.kind, ShapeKind::kBox) << segmentation;
    EXPECT_THAT(read->problems, SizeIs(1)) << segmentation;
  }
}

TEST_F(CocoLabelsTest, AnEmptySegmentationIsNone) {
  for (const char* segmentation : {"[]", "null", "[[]]"}) {
    const auto read = Read(OneImage(std::string(R"({"id":1,"image_id":7,"category_id":1,"bbox":[1,2,3,4],
        "segmentation":)") + segmentation +
                                    "}"));
    EXPECT_THAT(read->problems, IsEmpty()) << segmentation;
  }
}

TEST_F(CocoLabelsTest, NumbersMayBeTexts) {
  const auto read = Read(R"({"images":[{"id":1,"file_name":"1.jpg","width":"640","height":"480"}],
      "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[62,173,"530.00","300.50"],"segmentation":[]}],
      "categories":[{"id":1,"name":"person"}]})");
  EXPECT_THAT(read->problems, IsEmpty());
  EXPECT_EQ(read->Labels(0).image_width, 640u);
  EXPECT_EQ(read->Labels(0).labels.at(0).shape.bounds, (Box{62, 173, 592, 473.5}));
}

TEST_F(CocoLabelsTest, AnEmptyBoxIsNone) {
  const auto read = Read(OneImage(R"({"id":1,"image_id":7,"category_id":1,"bbox":[],
      "segmentation":[[1,1,9,1,9,9]]})"));
  EXPECT_THAT(read->problems, IsEmpty());
  EXPECT_EQ(read->Labels(0).labels.at(0).shape.bounds, (Box{1, 1, 9, 9}));
}

TEST_F(CocoLabelsTest, RingsOfTwoPointsAreDroppedAndOnePolygonNeedsNoList) {
  for (const char* segmentation : {"[[1,1,9,1,9,9],[3,3,4,4]]", "[1,1,9,1,9,9]"}) {
    const auto read = Read(OneImage(std::string(R"({"id":1,"image_id":7,"category_id":1,"bbox":[1,1,8,8],
        "segmentation":)") + segmentation +
                                    "}"));
    EXPECT_THAT(read->problems, IsEmpty()) << segmentation;
    const auto rings = DecodePolygon(read->Labels(0).labels.at(0).shape.encoded);
    ASSERT_TRUE(rings) << segmentation;
    EXPECT_THAT(*rings, SizeIs(1)) << segmentation;
  }
}

// As the export "COCO 1.0" of CVAT has them: the box as it was before it was turned by 90 degrees.
TEST_F(CocoLabelsTest, TheAngleAndTheTrackMayBeAttributes) {
  const auto read = Read(OneImage(R"({"id":1,"image_id":7,"category_id":1,"bbox":[10,20,40,20],"segmentation":[],
      "attributes":{"occluded":false,"rotation":90.0,"track_id":3}},
      {"id":2,"image_id":7,"category_id":1,"bbox":[10,20,40,20],"attributes":{"rotation":0.0}})"));
  const auto& labels = read->Labels(0).labels;
  EXPECT_EQ(labels.at(0).shape.kind, ShapeKind::kRotatedBox);
  EXPECT_NEAR(labels.at(0).shape.bounds.x_min, 20, 1e-9);
  EXPECT_NEAR(labels.at(0).shape.bounds.y_min, 10, 1e-9);
  EXPECT_NEAR(labels.at(0).shape.bounds.y_max, 50, 1e-9);
  EXPECT_EQ(labels.at(0).track_id, "3");
  EXPECT_EQ(labels.at(1).shape.kind, ShapeKind::kBox);
}

TEST_F(CocoLabelsTest, OtherFilesOfCocoAreNotImagesThatHoldNothing) {
  const std::pair<const char*, const char*> others[] = {
      {R"({"id":1,"image_id":7,"caption":"a dog"},{"id":2,"image_id":7,"caption":"a cat"})", "they are captions"},
      {R"({"image_id":7,"file_name":"a.png","segments_info":[{"id":1,"category_id":1,"bbox":[1,2,3,4]}]})",
       "they are segments of the panoptic task"},
      {R"({"id":1,"image_id":7,"category_id":1})", "they are labels of whole images"},
  };
  for (const auto& [annotations, why] : others) {
    EXPECT_THAT(Read(OneImage(annotations))->error, AllOf(HasSubstr("labels.json"), HasSubstr(why)));
  }
  EXPECT_THAT(Read(R"({"images":[{"id":1,"file_name":"1.jpg"}]})")->error, HasSubstr("has no list of annotations"));
}

TEST_F(CocoLabelsTest, ReadsTheExtrasOfAnnotations) {
  const auto read =
      Read(OneImage(R"({"id":1,"image_id":7,"category_id":1,"bbox":[1,2,3,4],"annotator":"ann","track_id":12,
      "attributes":{"occluded":true,"colour":"red","count":2,"nested":{"x":1}},"ignore":1},
      {"id":2,"image_id":7,"category_id":1,"bbox":[1,2,3,4],"annotator":"bob","difficult":true})"));
  const LabeledFrame& frame = read->Labels(0);
  ASSERT_THAT(frame.labels, SizeIs(2));
  EXPECT_EQ(frame.annotator, "");
  EXPECT_EQ(frame.labels[0].annotator, "ann");
  EXPECT_EQ(frame.labels[0].track_id, "12");
  EXPECT_TRUE(frame.labels[0].ignore);
  EXPECT_FALSE(frame.labels[0].difficult);
  EXPECT_EQ(frame.labels[1].annotator, "bob");
  EXPECT_TRUE(frame.labels[1].difficult);
  EXPECT_THAT(std::string(frame.labels[0].attributes),
              AllOf(HasSubstr("occluded"), HasSubstr("true"), HasSubstr("colour"), HasSubstr("red"), HasSubstr("2")));
  EXPECT_THAT(std::string(frame.labels[0].attributes), ::testing::Not(HasSubstr("nested")));
}

TEST_F(CocoLabelsTest, OneAnnotatorOfAllLabelsIsTheAnnotatorOfTheFrame) {
  const auto read = Read(OneImage(R"({"id":1,"image_id":7,"category_id":1,"bbox":[1,2,3,4],"annotator":"ann"},
      {"id":2,"image_id":7,"category_id":1,"bbox":[5,2,3,4],"annotator":"ann"})"));
  EXPECT_EQ(read->Labels(0).annotator, "ann");
  EXPECT_EQ(read->Labels(0).labels[0].annotator, "");
}

TEST_F(CocoLabelsTest, ReadsTheExtrasOfImages) {
  const auto read = Read(R"({"images":[{"id":1,"file_name":"v/1.jpg","source":"cam-3","sequence":"drive-9",
      "frame_index":4,"annotator":"ann","attributes":{"timeofday":"night","wet":true},"date_captured":"2021-05-06 07:08:09"},{"id":2,"video_id":33,
      "file_name":"2.jpg","date_captured":"2021-05-06 07:08:10"}],"annotations":[],"categories":[]})");
  const LabeledFrame& first = read->Labels(0);
  EXPECT_EQ(first.frame_id, "1.jpg");
  EXPECT_EQ(first.image_uri, "v/1.jpg");
  EXPECT_EQ(first.source, "cam-3");
  EXPECT_EQ(first.sequence, "drive-9");
  EXPECT_EQ(first.sequence_index, 4);
  EXPECT_EQ(first.annotator, "ann");
  EXPECT_EQ(AttributeOf(first.attributes, "timeofday"), "night");
  EXPECT_EQ(AttributeOf(first.attributes, "wet"), "true");
  EXPECT_EQ(first.event_time_ms, 1620284889000);
  EXPECT_EQ(read->records[0]->key, "drive-9");
  EXPECT_EQ(read->records[0]->timestamp_ms, 1620284889000);
  EXPECT_EQ(read->Labels(1).sequence, "33");
}

TEST_F(CocoLabelsTest, IdsMayBeTextsLargeNumbersOrDecimals) {
  const auto read = Read(R"({"images":[{"id":"x-1","file_name":"1.jpg"},{"id":18446744073709551615,"file_name":"2.jpg"},
      {"id":18446744073709551614,"file_name":"3.jpg"},{"id":4,"file_name":"4.jpg"}],"categories":[{"id":"c","name":"car"}],
      "annotations":[{"id":"a","image_id":"x-1","category_id":"c","bbox":[0,0,1,1]},
      {"id":9007199254740993,"image_id":18446744073709551615,"category_id":"c","bbox":[0,0,1,1]},
      {"id":3.0,"image_id":4.0,"category_id":"c","bbox":[0,0,1,1]}]})");
  EXPECT_THAT(read->problems, IsEmpty());
  EXPECT_EQ(read->Labels(0).labels.at(0).id, "a");
  EXPECT_EQ(read->Labels(1).labels.at(0).id, "9007199254740993");
  EXPECT_THAT(read->Labels(2).labels, IsEmpty());
  EXPECT_EQ(read->Labels(3).labels.at(0).id, "3");
}

TEST_F(CocoLabelsTest, FilesOfOneNameInTwoFoldersAreTwoFrames) {
  const auto read = Read(R"({"images":[{"id":1,"file_name":"north/1.jpg"},{"id":2,"file_name":"south/1.jpg"},
      {"id":3,"file_name":"south/2.jpg"},{"id":4},{"id":5,"file_name":"3.jpg"},{"id":6,"file_name":"3.jpg"}],
      "annotations":[],"categories":[]})");
  EXPECT_EQ(read->Order(), "L:north/1.jpg L:south/1.jpg L:2.jpg L:4 L:3.jpg#5 L:3.jpg#6");
  EXPECT_THAT(read->problems, SizeIs(4));
  EXPECT_THAT(read->problems[0], HasSubstr("the file name 1.jpg occurs more than once"));
}

TEST_F(CocoLabelsTest, ABoxThatIsNotANumberIsLeftToTheDetectors) {
  const auto read = Read(OneImage(R"({"id":1,"image_id":7,"category_id":1,"bbox":[NaN,2,3,4]},
      {"id":2,"image_id":7,"category_id":1,"bbox":[1,2,-3,4]},{"id":3,"image_id":7,"category_id":1,"bbox":[1,2,Infinity,4]},
      {"id":4,"image_id":7,"category_id":1,"bbox":[1,2,1e-400,4]})"));
  EXPECT_THAT(read->problems, IsEmpty());
  ASSERT_THAT(read->Labels(0).labels, SizeIs(4));
  EXPECT_TRUE(std::isnan(read->Labels(0).labels[0].shape.bounds.x_min));
  EXPECT_LT(read->Labels(0).labels[1].shape.bounds.Width(), 0);
  EXPECT_TRUE(std::isinf(read->Labels(0).labels[2].shape.bounds.x_max));
  EXPECT_EQ(read->Labels(0).labels[3].shape.bounds, (Box{1, 2, 1, 6}));
}

TEST_F(CocoLabelsTest, ClassListsOfLvisSayWhatWasLabeled) {
  const auto read =
      Read(R"({"images":[{"id":1,"file_name":"1.jpg","neg_category_ids":[2],"not_exhaustive_category_ids":[3]}],
      "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[0,0,1,1]},
      {"id":2,"image_id":1,"category_id":3,"bbox":[0,0,1,1]}],
      "categories":[{"id":1,"name":"cup"},{"id":2,"name":"dog"},{"id":3,"name":"fork"},{"id":4,"name":"sink"}]})");
  const LabeledFrame& frame = read->Labels(0);
  ASSERT_THAT(frame.exhaustive_classes, SizeIs(2));
  EXPECT_EQ(read->Class(frame.exhaustive_classes[0]), "dog");
  EXPECT_EQ(read->Class(frame.exhaustive_classes[1]), "cup");
  ASSERT_THAT(frame.absent_classes, SizeIs(1));
  EXPECT_EQ(read->Class(frame.absent_classes[0]), "dog");
  ASSERT_THAT(frame.unknown_classes, SizeIs(1));
  EXPECT_EQ(read->Class(frame.unknown_classes[0]), "fork");
}

TEST_F(CocoLabelsTest, TheAddressOfTheImageIsItsNameWhereThereIsNoOther) {
  const auto read = Read(R"({"images":[{"id":17905,"coco_url":"http://images.org/val2017/000000017905.jpg",
      "neg_category_ids":[],"not_exhaustive_category_ids":[]}],"annotations":[],"categories":[]})");
  EXPECT_EQ(read->Labels(0).frame_id, "000000017905.jpg");
  EXPECT_EQ(read->Labels(0).image_uri, "http://images.org/val2017/000000017905.jpg");
}

TEST_F(CocoLabelsTest, WithoutAnyExhaustiveClassEveryClassIsUnknown) {
  const auto read =
      Read(R"({"images":[{"id":1,"file_name":"1.jpg","neg_category_ids":[],"not_exhaustive_category_ids":[2]}],
      "annotations":[],"categories":[{"id":1,"name":"cup"},{"id":2,"name":"dog"}]})");
  EXPECT_THAT(read->Labels(0).exhaustive_classes, IsEmpty());
  EXPECT_THAT(read->Labels(0).unknown_classes, SizeIs(2));
}

TEST_F(CocoLabelsTest, NamesEachBrokenRecordAndReadsTheRest) {
  const std::string good = R"({"id":99,"image_id":7,"category_id":1,"bbox":[1,2,3,4]})";
  const std::pair<const char*, const char*> broken[] = {
      {R"({"id":1,"image_id":8,"category_id":1,"bbox":[1,2,3,4]})", "annotation 1: its image 8 is unknown"},
      {R"({"id":1,"image_id":7,"category_id":2,"bbox":[1,2,3,4]})", "annotation 1: its category 2 is unknown"},
      {R"({"id":1,"category_id":1,"bbox":[1,2,3,4]})", "annotation 1: it has no image_id"},
      {R"({"id":1,"image_id":[7],"category_id":1,"bbox":[1,2,3,4]})", "annotation 1: it has no image_id"},
      {R"({"id":1,"image_id":7,"bbox":[1,2,3,4]})", "annotation 1: it has no category_id"},
      {R"({"id":1,"image_id":7,"category_id":1})", "annotation 1: it has neither bbox nor segmentation"},
      {R"({"id":1,"image_id":7,"category_id":1,"bbox":[1,2,3]})", "annotation 1: bbox is not a list of four numbers"},
      {R"({"id":1,"image_id":7,"category_id":1,"bbox":"1,2,3,4"})", "annotation 1: bbox is not a list of four numbers"},
      {R"({"id":1,"image_id":7,"category_id":1,"bbox":[1,2,3,"4 px"]})", "bbox is not a list of four numbers"},
      {R"({"id":1,"image_id":7,"category_id":1,"bbox":[1,2,3,null]})", "bbox is not a list of four numbers"},
      {R"({"id":1,"image_id":7,"category_id":1,"segmentation":[[1,2]]})", "its segmentation is neither polygons"},
      {R"({"image_id":8,"category_id":1,"bbox":[1,2,3,4]})", "annotation #2: its image 8 is unknown"},
      {"17", "annotation: it is not a JSON object"},
      {"[]", "annotation: it is not a JSON object"},
      {"{\"id\":1,\"annotator\":\"\xC3(\"}", "annotation: it holds text that is not UTF-8"},
  };
  for (const auto& [record, why] : broken) {
    const auto read = Read(OneImage(good + ",\n" + record + ",\n" + good));
    EXPECT_EQ(read->error, "") << record;
    EXPECT_THAT(read->Labels(0).labels, SizeIs(2)) << record;
    EXPECT_EQ(read->progress.skipped, 1u) << record;
    EXPECT_THAT(read->problems, ::testing::Contains(AllOf(HasSubstr("labels.json, byte "), HasSubstr(why)))) << record;
  }
}

TEST_F(CocoLabelsTest, NamesTheByteAtWhichABrokenRecordBegins) {
  const std::string content = OneImage(R"( {"id":1,"image_id":8,"category_id":1,"bbox":[1,2,3,4]})");
  const auto read = Read(content);
  const std::string place = "byte " + std::to_string(content.find("{\"id\":1,")) + ":";
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr(place)));
}

TEST_F(CocoLabelsTest, BrokenImagesAndCategoriesAreNamed) {
  const auto read =
      Read(R"({"images":[{"id":1,"file_name":"1.jpg"},{"file_name":"2.jpg"},{"id":1,"file_name":"3.jpg"},7],
      "categories":[{"name":"dog"},{"id":2},{"id":3,"name":"cat"},{"id":3,"name":"cow"}],
      "annotations":[{"id":1,"image_id":1,"category_id":3,"bbox":[0,0,1,1]},{"id":2,"image_id":1,"category_id":2,"bbox":[0,0,1,1]}]})");
  EXPECT_EQ(read->Order(), "L:1.jpg");
  ASSERT_THAT(read->Labels(0).labels, SizeIs(1));
  EXPECT_EQ(read->Class(read->Labels(0).labels[0].class_id), "cat");
  EXPECT_EQ(read->progress.skipped, 7u);
  EXPECT_THAT(
      read->problems,
      ElementsAre(HasSubstr("image 2.jpg: it has no id"), HasSubstr("image 1: another image has the same id"),
                  HasSubstr("image: it is not a JSON object"), HasSubstr("category dog: it has no id"),
                  HasSubstr("category 2: it has no name"), HasSubstr("category 3: another category has the same id"),
                  HasSubstr("annotation 2: its category 2 is unknown")));
}

TEST_F(CocoLabelsTest, SizesThatAreNoPixelsAreUnknown) {
  const auto read = Read(R"({"images":[{"id":1,"file_name":"1.jpg","width":"wide","height":-1}],"annotations":[]})");
  EXPECT_EQ(read->Labels(0).image_width, 0u);
  EXPECT_EQ(read->Labels(0).image_height, 0u);
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("not a number of pixels")));
}

TEST_F(CocoLabelsTest, RepeatedIdsAreKeptAndNamed) {
  const auto read = Read(OneImage(R"({"id":5,"image_id":7,"category_id":1,"bbox":[1,2,3,4]},
      {"id":5,"image_id":7,"category_id":1,"bbox":[20,2,3,4]},{"id":6,"image_id":7,"category_id":1,"bbox":[40,2,3,4]})"));
  EXPECT_THAT(read->Labels(0).labels, SizeIs(3));
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("annotation id 5 occurs more than once")));
}

TEST_F(CocoLabelsTest, KeepsTwentySentencesAndCountsTheRest) {
  std::string annotations;
  for (int i = 0; i < 50; ++i)
    annotations += std::string(i > 0 ? "," : "") + R"({"id":1,"image_id":8,"bbox":[1,2,3,4]})";
  const auto read = Read(OneImage(annotations));
  EXPECT_THAT(read->problems, SizeIs(20));
  EXPECT_EQ(read->progress.skipped, 50u);
}

TEST_F(CocoLabelsTest, DeepNestingIsABrokenRecordAndNoOverflow) {
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  const auto read = Read(OneImage(R"({"id":1,"image_id":7,"category_id":1,"bbox":[1,2,3,4],"attributes":{"x":)" + deep +
                                  R"(}},{"id":2,"image_id":7,"category_id":1,"bbox":[1,2,3,4]})"));
  ASSERT_THAT(read->Labels(0).labels, SizeIs(1));
  EXPECT_EQ(read->Labels(0).labels[0].id, "2");
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("nested too deep")));
}

TEST_F(CocoLabelsTest, SectionsThatAreNotListsAreNoImages) {
  EXPECT_THAT(Read(R"({"images":{},"annotations":[]})")->error, HasSubstr("has no list of images"));
}

}  // namespace
}  // namespace labelwatch
