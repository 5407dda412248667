// Pascal VOC and CVAT XML, and XML that means harm.

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <random>

#include "consumers/files/dataset/mask_rows.h"
#include "schema/shape_codec.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kVoc = R"(<annotation><folder>VOC2007</folder><filename>000001.jpg</filename>
  <size><width>353</width><height>500</height><depth>3</depth></size>
  <object><name>dog</name><pose>Left</pose><truncated>1</truncated><difficult>0</difficult>
    <bndbox><xmin>48</xmin><ymin>240</ymin><xmax>195</xmax><ymax>371</ymax></bndbox>
    <part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part></object>
  <object><name>person</name><difficult>1</difficult>
    <bndbox><xmin>8.5</xmin><ymin>12</ymin><xmax>352</xmax><ymax>498</ymax></bndbox></object>
  <object><name>cat</name></object></annotation>)";

constexpr const char* kCvatImages = R"(<?xml version="1.0" encoding="utf-8"?><annotations><version>1.1</version>
  <meta><task><name>t</name><size>1</size><mode>annotation</mode><assignee><username>ann</username></assignee></task></meta>
  <image id="0" name="a/1.jpg" width="4" height="2">
    <box label="car" occluded="1" xtl="1" ytl="0" xbr="3" ybr="2" z_order="0"><attribute name="colour">red</attribute></box>
    <box label="car" xtl="0" ytl="0" xbr="4" ybr="2" rotation="90"/>
    <polygon label="road" points="0,0;4,0;4,2"/>
    <mask label="sky" rle="0, 1" left="1" top="0" width="1" height="1"/>
    <ellipse label="ball" cx="2" cy="1" rx="1" ry="0.5"/>
    <polyline label="lane" points="0,0;1,1"/><tag label="street"/></image></annotations>)";

constexpr const char* kCvatTracks =
    R"(<annotations><meta><task><name>ride</name><size>6</size><mode>interpolation</mode>
  <original_size><width>100</width><height>50</height></original_size></task></meta>
  <track id="7" label="car"><box frame="0" outside="0" occluded="0" keyframe="1" xtl="0" ytl="0" xbr="10" ybr="10"/>
    <box frame="4" outside="1" keyframe="1" xtl="8" ytl="0" xbr="18" ybr="10"/></track>
  <track id="8" label="bus"><box frame="1" outside="0" keyframe="1" xtl="0" ytl="0" xbr="10" ybr="10"/>
    <box frame="3" outside="0" keyframe="1" xtl="8" ytl="0" xbr="18" ybr="10"/></track></annotations>)";

class FilesXmlTest : public ::testing::Test {
 protected:
  std::unique_ptr<ReadFiles> Read(const std::string& content) { return ReadStream({folder_.Write("f.xml", content)}); }
  TemporaryFolder folder_;
};

TEST_F(FilesXmlTest, VocBoxesAreInclusiveAndCountedFromOne) {
  const auto read = Read(kVoc);
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Order(), "L:000001.jpg");
  const LabeledFrame& frame = read->Labels(0);
  EXPECT_EQ(frame.image_width, 353u);
  EXPECT_EQ(frame.image_height, 500u);
  ASSERT_EQ(frame.labels.size(), 2u);
  EXPECT_EQ(frame.labels[0].shape.bounds, (Box{47, 239, 195, 371}));
  EXPECT_EQ(read->Class(frame.labels[0].class_id), "dog");
  EXPECT_NE(frame.labels[0].attributes.find("truncated"), std::string_view::npos);
  EXPECT_FALSE(frame.labels[0].difficult);
  EXPECT_TRUE(frame.labels[1].difficult);
  EXPECT_EQ(frame.labels[1].shape.bounds, (Box{7.5, 11, 352, 498}));
  EXPECT_EQ(read->progress.skipped, 1u);
  EXPECT_THAT(read->problems.at(0), HasSubstr("object cat: it has no bndbox"));
}

TEST_F(FilesXmlTest, AFolderOfVocFilesIsOneSetInTheOrderOfItsPaths) {
  std::filesystem::path root = std::filesystem::path(folder_.Write("notes.txt", "hello")).parent_path();
  std::filesystem::create_directory(root / "a");
  folder_.Write("b.xml", "<annotation><filename>b.jpg</filename></annotation>");
  folder_.Write("a/c.xml", "<annotation><filename>c.jpg</filename></annotation>");
  folder_.Write("a/d.xml", "<annotation><filename>d.jpg");
  const auto read = ReadStream({root.string()});
  EXPECT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:c.jpg L:b.jpg");
  EXPECT_EQ(read->progress.skipped, 1u);
  EXPECT_THAT(read->problems, ::testing::Contains(HasSubstr("a/d.xml:1: the XML text ends early")));
}

// As LabelImg's successors, Roboflow and others write it; the file beside it was written by the same tool.
TEST_F(FilesXmlTest, VocFilesOfToolsThatCountFromZero) {
  const auto file = [](const std::string& name, const std::string& xmin) {
    return "<annotation><filename>" + name + "</filename><object><name>dog</name><bndbox><xmin>" + xmin +
           "</xmin><ymin>5</ymin><xmax>10</xmax><ymax>20</ymax></bndbox></object></annotation>";
  };
  const auto root = std::filesystem::path(folder_.Write("a.xml", file("a.jpg", "2"))).parent_path();
  EXPECT_EQ(ReadStream({root.string()})->Labels(0).labels.at(0).shape.bounds, (Box{1, 4, 10, 20}));
  folder_.Write("b.xml", file("b.jpg", "0"));
  const auto read = ReadStream({root.string()});
  EXPECT_EQ(read->Labels(0).labels.at(0).shape.bounds, (Box{2, 5, 10, 20}));
  EXPECT_EQ(read->Labels(1).labels.at(0).shape.bounds, (Box{0, 5, 10, 20}));
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("a box begins at 0")));
}

// Outlines and turned boxes of other tools: what the picture holds is not known, and that is not nothing.
TEST_F(FilesXmlTest, AVocFileWithoutOneBoxIsLeftOut) {
  const auto root = std::filesystem::path(folder_.Write("a.xml", R"(<annotation><filename>a.jpg</filename><object>
      <type>robndbox</type><name>ship</name><robndbox><cx>50</cx></robndbox></object></annotation>)"))
                        .parent_path();
  folder_.Write("b.xml", "<annotation><filename>b.jpg</filename></annotation>");
  const auto read = ReadStream({root.string()});
  EXPECT_EQ(read->Order(), "L:b.jpg");
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("a.xml:1: object ship: it has no bndbox"),
                                          HasSubstr("a.xml: none of its objects can be used")));
}

TEST_F(FilesXmlTest, CvatImagesGiveEveryShape) {
  const auto read = Read(kCvatImages);
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Order(), "L:1.jpg");
  const LabeledFrame& frame = read->Labels(0);
  EXPECT_EQ(frame.annotator, "ann");
  ASSERT_EQ(frame.labels.size(), 6u);
  EXPECT_EQ(frame.labels[0].shape.bounds, (Box{1, 0, 3, 2}));
  EXPECT_NE(frame.labels[0].attributes.find("red"), std::string_view::npos);
  EXPECT_NE(frame.labels[0].attributes.find("occluded"), std::string_view::npos);
  EXPECT_EQ(frame.labels[1].shape.kind, ShapeKind::kRotatedBox);
  EXPECT_NEAR(frame.labels[1].shape.bounds.x_min, 1, 1e-9) << "4 x 2 turned by 90 degrees is 2 x 4";
  EXPECT_EQ(frame.labels[2].shape.kind, ShapeKind::kPolygon);
  EXPECT_EQ(frame.labels[3].shape.kind, ShapeKind::kMask);
  EXPECT_EQ(frame.labels[3].shape.bounds, (Box{1, 0, 2, 1})) << "no background, then one pixel";
  EXPECT_NEAR(frame.labels[4].shape.bounds.x_max, 3, 1e-9);
  EXPECT_FALSE(frame.labels[5].Judged()) << "the box of a line explains predictions, and is not judged";
  ASSERT_EQ(frame.frame_classes.size(), 1u);
  EXPECT_EQ(read->Class(frame.frame_classes[0]), "street");
  EXPECT_THAT(read->problems.at(0), HasSubstr("1 polylines"));
}

TEST_F(FilesXmlTest, CvatTracksAreFilledBetweenKeyFrames) {
  const auto read = Read(kCvatTracks);
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->records.size(), 6u) << "frame 5 has no shapes and was looked at";
  EXPECT_EQ(read->Labels(5).frame_id, "frame_000005");
  EXPECT_EQ(read->records[5]->key, "ride");
  std::vector<std::size_t> counts;
  for (std::size_t i = 0; i < 6; ++i) counts.push_back(read->Labels(i).labels.size());
  EXPECT_THAT(counts, ElementsAre(1, 2, 2, 2, 0, 0)) << "outside at 4";
  const Label& bus = read->Labels(2).labels[1];
  EXPECT_EQ(bus.track_id, "8");
  EXPECT_EQ(bus.shape.bounds, (Box{4, 0, 14, 10})) << "half way";
  EXPECT_EQ(read->Labels(2).sequence_index, 2);
  EXPECT_EQ(read->Labels(2).image_width, 100u);
}

TEST_F(FilesXmlTest, ImagesAndTracksOfAProjectHaveTheAnnotatorOfTheirTask) {
  const auto read =
      Read(R"(<annotations><meta><project><name>p</name><assignee><username>lead</username></assignee><tasks>
    <task><id>3</id><name>a</name><size>1</size><mode>annotation</mode><assignee><username>ann</username></assignee></task>
    <task><id>4</id><name>b</name><size>1</size><mode>annotation</mode></task>
    <task><id>5</id><name>c</name><size>2</size><mode>interpolation</mode><assignee><username>bob</username></assignee>
      <original_size><width>100</width><height>50</height></original_size></task></tasks></project></meta>
    <image id="0" name="1.jpg" task_id="3" width="4" height="2"/><image id="1" name="2.jpg" task_id="4" width="8" height="2"/>
    <track id="7" label="car" task_id="5"><box frame="0" xtl="0" ytl="0" xbr="10" ybr="10"/></track></annotations>)");
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Order(), "L:1.jpg L:2.jpg L:frame_000000 L:frame_000001");
  EXPECT_EQ(read->Labels(0).annotator, "ann");
  EXPECT_EQ(read->Labels(1).annotator, "") << "nobody is said of its task";
  EXPECT_EQ(read->Labels(2).annotator, "bob");
  EXPECT_EQ(read->Labels(2).sequence, "c");
  EXPECT_EQ(read->Labels(2).image_width, 100u);
  EXPECT_EQ(read->Labels(1).image_width, 8u);
}

// As CVAT writes a video of which every third frame was taken, from frame 10 on: the numbers are those of the video.
TEST_F(FilesXmlTest, FramesOfAVideoHaveTheStepOfTheirTask) {
  const auto read = Read(R"(<annotations><meta><task><id>5</id><name>v</name><size>4</size><mode>interpolation</mode>
    <start_frame>10</start_frame><stop_frame>19</stop_frame><frame_filter>step=3</frame_filter></task></meta>
    <track id="0" label="car"><box frame="10" outside="0" xtl="0" ytl="0" xbr="10" ybr="10"/>
      <box frame="16" outside="0" xtl="6" ytl="0" xbr="16" ybr="10"/>
      <box frame="19" outside="1" xtl="9" ytl="0" xbr="19" ybr="10"/></track></annotations>)");
  ASSERT_EQ(read->Order(), "L:frame_000010 L:frame_000013 L:frame_000016 L:frame_000019");
  EXPECT_EQ(read->Labels(1).labels.at(0).shape.bounds, (Box{3, 0, 13, 10})) << "half way";
  EXPECT_TRUE(read->Labels(3).labels.empty());
}

// A job has no name, and its size stands beside it. Shapes of one frame come as tracks, masks as well.
TEST_F(FilesXmlTest, AJobIsASequenceToo) {
  const auto read = Read(R"(<annotations><meta><job><id>42</id><size>2</size><mode>interpolation</mode>
    <start_frame>100</start_frame></job><original_size><width>4</width><height>2</height></original_size></meta>
    <track id="0" label="sky"><mask frame="100" outside="0" rle="0, 1" left="1" top="0" width="1" height="1"/>
      <mask frame="101" outside="1" rle="0, 1" left="1" top="0" width="1" height="1"/></track></annotations>)");
  ASSERT_EQ(read->Order(), "L:frame_000100 L:frame_000101");
  EXPECT_EQ(read->Labels(0).sequence, "job_42");
  EXPECT_EQ(read->Labels(0).image_width, 4u);
  EXPECT_EQ(read->Labels(0).labels.at(0).shape.kind, ShapeKind::kMask);
  EXPECT_TRUE(read->problems.empty());
}

TEST_F(FilesXmlTest, ImagesOfOneNameInTwoTasksAreTwoFrames) {
  const auto read = Read(R"(<annotations><meta><project><tasks><task><id>3</id><name>a</name></task>
    <task><id>4</id><name>a</name></task></tasks></project></meta>
    <image id="0" name="frame_000000" task_id="3" subset="Train" width="4" height="2"/>
    <image id="0" name="frame_000000" task_id="4" subset="Test" width="4" height="2"/></annotations>)");
  EXPECT_EQ(read->Order(), "L:a/frame_000000 L:a_4/frame_000000");
  EXPECT_EQ(read->Labels(0).image_uri, "frame_000000");
  EXPECT_TRUE(read->problems.empty());
}

TEST_F(FilesXmlTest, PolygonsOfOneLabelAndGroupAreOneObject) {
  const auto read = Read(R"(<annotations><image id="0" name="1.jpg" width="90" height="90">
    <polygon label="car" points="0,0;9,0;9,9" group_id="7"/><polygon label="bus" points="0,0;9,0;9,9" group_id="7"/>
    <polygon label="car" points="20,20;29,20;29,29" group_id="7"/><polygon label="car" points="0,0;9,0;9,9"/>
    <box label="car" xtl="0" ytl="0" xbr="4" ybr="4" group_id="7"/></image></annotations>)");
  const auto& labels = read->Labels(0).labels;
  ASSERT_EQ(labels.size(), 4u);
  EXPECT_EQ(labels[0].shape.bounds, (Box{0, 0, 29, 29}));
  const auto rings = DecodePolygon(labels[0].shape.encoded);
  ASSERT_TRUE(rings);
  EXPECT_EQ(rings->size(), 2u);
}

// The end of the outermost element is none of meta, whose elements have a parent.
TEST_F(FilesXmlTest, MetaMayStandLast) {
  EXPECT_EQ(Read("<annotations><meta><task><name>t</name></task></meta></annotations>")->error, "");
  EXPECT_EQ(Read("<annotations><image name=\"1.jpg\" width=\"4\" height=\"2\"/><meta/></annotations>")->Order(),
            "L:1.jpg");
}

TEST_F(FilesXmlTest, EntitiesAreRefused) {
  const std::string bomb = R"(<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>)";
  EXPECT_THAT(Read(bomb + "<annotation><filename>&b;</filename></annotation>")->error, HasSubstr("declares entities"));
  EXPECT_THAT(Read(R"(<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><annotations>&a;</annotations>)")->error,
              HasSubstr("declares entities"));
}

TEST_F(FilesXmlTest, AMillionNestedTagsEndInASentence) {
  std::string nested;
  for (int i = 0; i < 1'000'000; ++i) nested += "<annotation>";
  EXPECT_THAT(Read(nested)->error, HasSubstr("nested deeper than 64"));
}

TEST_F(FilesXmlTest, WrongEncodingsAndTextsThatNeverEndAreNamed) {
  EXPECT_THAT(Read("<annotation><filename>\xFF\xFE</filename></annotation>")->error, HasSubstr("f.xml:1: not XML"));
  EXPECT_THAT(Read("<?xml version=\"1.0\" encoding=\"klingon\"?><annotation/>")->error, HasSubstr("unknown encoding"));
  EXPECT_THAT(Read("<annotation><filename>" + std::string(2 << 20, 'x'))->error, HasSubstr("longer than 1 MiB"));
  EXPECT_THAT(Read("<annotation><a b=\"" + std::string(40 << 20, 'x'))->error, HasSubstr("longer than 32 MiB"));
}

TEST_F(FilesXmlTest, APolygonOfAMillionPointsIsRead) {
  std::string points;
  for (int i = 0; i < 1'000'000; ++i) points += std::to_string(i % 1000) + "," + std::to_string(i / 1000) + ";";
  const auto read =
      Read("<annotations><image name=\"1.jpg\" width=\"1000\" height=\"1000\"><polygon label=\"a\" points=\"" + points +
           "\"/></image></annotations>");
  EXPECT_EQ(read->error, "");
  EXPECT_EQ(read->records.size(), 1u);
}

TEST_F(FilesXmlTest, BrokenCvatShapesAreLeftOutWithTheirReason) {
  const auto read = Read(R"(<annotations><image name="1.jpg" width="4" height="2">
    <mask label="a" rle="4294967295, 4294967295" left="0" top="0" width="2" height="2"/>
    <mask label="b" rle="4" left="3" top="0" width="2" height="2"/>
    <mask label="c" rle="1" left="0" top="0" width="4294967295" height="4294967295"/>
    <polygon label="d" points="1,2;3"/><box label="e" xtl="1"/><box xtl="1" ytl="1" xbr="2" ybr="2"/></image></annotations>)");
  EXPECT_EQ(read->error, "");
  EXPECT_EQ(read->progress.skipped, 6u);
  EXPECT_THAT(read->problems.at(0), HasSubstr("f.xml:2: mask a: its runs do not fill the mask"));
  EXPECT_THAT(read->problems.at(1), HasSubstr("does not lie inside the picture"));
  EXPECT_THAT(read->problems.at(2), HasSubstr("more than 67 million pixels"));
}

TEST_F(FilesXmlTest, CutOffOrDamagedAnywhereItEndsInAnOutcome) {
  std::mt19937 random(1);
  for (const std::string content : {kVoc, kCvatImages, kCvatTracks}) {
    for (std::size_t size = 0; size < content.size(); ++size) {
      EXPECT_NE(Read(content.substr(0, size))->error, "") << size;
    }
    for (int round = 0; round < 2000; ++round) {
      std::string damaged = content;
      for (int i = 0; i < 3; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
      EXPECT_EQ(Read(damaged)->error.find('\n'), std::string::npos);
    }
  }
}

// The 2 x 2 mask [[0, 1], [0, 0]] in the four forms.
TEST(MaskRowsTest, GoldenVectors) {
  const MaskRows rows{0, 0, 2, 2, {0, 1, 0, 0}};
  const auto mask = MaskFromRows(rows, 2, 2);
  ASSERT_TRUE(mask);
  EXPECT_THAT(mask->counts, ElementsAre(2, 1, 1));
  EXPECT_EQ(CocoStringFromRuns(mask->counts), "211");
  const MaskRows crop = Cropped(rows);
  EXPECT_EQ(crop.left, 1u);
  EXPECT_EQ(crop.top, 0u);
  EXPECT_THAT(CvatFromRows(crop), ElementsAre(0, 1));
  const std::vector<std::uint8_t> studio = {0, 0, 0, 16, 57, 27, 252, 96, 17, 255, 206, 0};
  EXPECT_EQ(LabelStudioFromRows(rows), studio);
  const auto back = RowsFromLabelStudio(studio, 2, 2);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->pixels, rows.pixels);
}

// An arch with a pixel beside it, as pycocotools, datumaro and the brush of label-studio-sdk write and read it. Encord
// has the runs along rows in COCO's alphabet: as COCO it is another mask.
TEST(MaskRowsTest, GoldenVectorsOfOtherPrograms) {
  const MaskRows rows{0, 0, 7, 5, {0, 0, 1, 1, 1, 0, 0,  //
                                   0, 1, 1, 0, 1, 1, 0,  //
                                   0, 1, 0, 0, 0, 1, 0,  //
                                   0, 1, 1, 0, 1, 1, 0,  //
                                   0, 0, 1, 1, 1, 0, 1}};
  const auto mask = MaskFromRows(rows, 7, 5);
  ASSERT_TRUE(mask);
  EXPECT_THAT(mask->counts, ElementsAre(6, 3, 1, 2, 1, 3, 3, 3, 1, 2, 1, 3, 5, 1));
  EXPECT_EQ(CocoStringFromRuns(mask->counts), "631O0120NO014N");
  const MaskRows crop = Cropped(rows);
  EXPECT_THAT((std::vector{crop.left, crop.top, crop.width, crop.height}), ElementsAre(1, 0, 6, 5));
  EXPECT_THAT(CvatFromRows(crop), ElementsAre(1, 3, 2, 2, 1, 2, 1, 1, 3, 1, 1, 2, 1, 2, 2, 3, 1, 1));
  const std::vector<std::uint8_t> studio = {0,   0,   0,   140, 57,  27,  252, 224, 22,  255, 237, 128, 79,
                                            255, 24,  4,   255, 243, 128, 71,  255, 108, 2,   63,  249, 192,
                                            39,  255, 140, 2,   127, 251, 96,  22,  255, 227, 0,   143, 252};
  const auto back = RowsFromLabelStudio(studio, 7, 5);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->pixels, rows.pixels);
  EXPECT_EQ(CocoStringFromRuns(std::vector<std::uint32_t>{1, 1, 2}), "112") << "Encord's form of the mask above";
}

TEST(MaskRowsTest, RandomMasksComeBackFromEveryForm) {
  std::mt19937 random(2);
  for (int round = 0; round < 300; ++round) {
    MaskRows rows{
        0, 0, 1 + static_cast<std::uint32_t>(random() % 40), 1 + static_cast<std::uint32_t>(random() % 40), {}};
    for (std::uint32_t i = 0; i < rows.width * rows.height; ++i) rows.pixels.push_back(random() % 5 == 0);
    const auto mask = MaskFromRows(rows, rows.width, rows.height);
    ASSERT_TRUE(mask);
    EXPECT_EQ(RowsFromMask(*mask)->pixels, rows.pixels);
    const auto studio = RowsFromLabelStudio(LabelStudioFromRows(rows), rows.width, rows.height);
    ASSERT_TRUE(studio);
    EXPECT_EQ(studio->pixels, rows.pixels);
    const MaskRows crop = Cropped(rows);
    if (crop.pixels.empty()) continue;
    const auto cvat = RowsFromCvat(CvatFromRows(crop), MaskRows{crop.left, crop.top, crop.width, crop.height, {}});
    ASSERT_TRUE(cvat);
    EXPECT_EQ(MaskFromRows(*cvat, rows.width, rows.height)->counts, mask->counts);
  }
}

TEST(MaskRowsTest, DamagedLabelStudioRunsEndInAReason) {
  std::vector<std::uint8_t> bytes = {0, 0, 0, 16, 57, 27, 252, 96, 17, 255, 206, 0};
  EXPECT_FALSE(RowsFromLabelStudio(bytes, 3, 2)) << "of another size";
  for (std::size_t size = 0; size + 1 < bytes.size(); ++size) {
    EXPECT_FALSE(RowsFromLabelStudio(std::span(bytes).first(size), 2, 2)) << size;
  }
  EXPECT_FALSE(RowsFromLabelStudio(bytes, 0xFFFFFFFF, 0xFFFFFFFF));
}

}  // namespace
}  // namespace labelwatch
