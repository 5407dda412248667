// labelme JSON: shapes in pixels, parts of objects, flags, folders, what is passed over or left out.

#include <gmock/gmock.h>

#include <filesystem>

#include "schema/attributes.h"
#include "schema/shape_codec.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A file of labelme with these shapes, in the order of its keys.
std::string Labelme(const std::string& shapes, const std::string& flags = "{}",
                    const std::string& image = "boats\\\\pier_1.jpg") {
  return R"({"version": "5.4.1", "flags": )" + flags + R"(, "shapes": [)" + shapes + R"(], "imagePath": ")" + image +
         R"(", "imageData": null, "imageHeight": 480, "imageWidth": 640})";
}
std::string Shape(const std::string& type, const std::string& points, const std::string& more = "") {
  return R"({"label": "boat", "points": )" + points + R"(, "shape_type": ")" + type + "\"" + more + "}";
}

class FilesLabelmeTest : public ::testing::Test {
 protected:
  std::unique_ptr<ReadFiles> Read(const std::string& content) { return ReadStream({folder_.Write("1.json", content)}); }
  std::unique_ptr<ReadFiles> Predict(const std::string& content) {
    return ReadStream({folder_.Write("1.json", Labelme(""))}, {{"net", folder_.Write("net.json", content)}});
  }
  const TemporaryFolder folder_;
};

TEST_F(FilesLabelmeTest, TheFrameIsThePicture) {
  const auto read = Read(Labelme(Shape("rectangle", "[[332.5, 236], [94.5, 183]]")));
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:pier_1.jpg") << "without the folder, as Windows writes it, too";
  EXPECT_EQ(read->Labels(0).image_width, 640u);
  EXPECT_EQ(read->Labels(0).image_height, 480u);
  const Label& label = read->Labels(0).labels.at(0);
  EXPECT_EQ(read->Class(label.class_id), "boat");
  EXPECT_EQ(label.id, "1") << "the number of the shape";
  EXPECT_EQ(label.shape.bounds, (Box{94.5, 183, 332.5, 236})) << "corners in any order";
}

TEST_F(FilesLabelmeTest, ARectangleMayHaveAllItsCorners) {
  const auto read = Read(Labelme(Shape("rectangle", "[[1, 2], [9, 2], [9, 5], [1, 5]]")));
  EXPECT_EQ(read->Labels(0).labels.at(0).shape.bounds, (Box{1, 2, 9, 5}));
}

TEST_F(FilesLabelmeTest, WithoutAShapeTypeItIsAPolygon) {
  const auto read = Read(Labelme(R"({"label": "buoy", "points": [[10, 10], [50, 10], [50, 60]]})"));
  const Label& label = read->Labels(0).labels.at(0);
  EXPECT_EQ(label.shape.kind, ShapeKind::kPolygon);
  EXPECT_EQ(label.shape.bounds, (Box{10, 10, 50, 60}));
}

TEST_F(FilesLabelmeTest, ACircleIsItsMiddleAndAPointOnIt) {
  const auto read = Read(Labelme(Shape("circle", "[[100, 100], [103, 104]]")));
  const Label& label = read->Labels(0).labels.at(0);
  EXPECT_EQ(label.shape.kind, ShapeKind::kPolygon);
  EXPECT_NEAR(label.shape.bounds.x_min, 95, 1e-9);
  EXPECT_NEAR(label.shape.bounds.y_max, 105, 1e-9);
}

TEST_F(FilesLabelmeTest, PolygonsOfOneLabelAndGroupAreOneObject) {
  const std::string left = "[[0, 0], [10, 0], [10, 10]]", right = "[[20, 0], [30, 0], [30, 10]]";
  const std::string group = R"(, "group_id": 1)";
  const auto read = Read(Labelme(Shape("polygon", left, group) + "," + Shape("polygon", right, group) + "," +
                                 Shape("polygon", left, R"(, "group_id": 2)") + "," +
                                 Shape("polygon", left, R"(, "group_id": null)")));
  ASSERT_EQ(read->Labels(0).labels.size(), 3u);
  EXPECT_EQ(DecodePolygon(read->Labels(0).labels[0].shape.encoded)->size(), 2u);
  EXPECT_EQ(read->Labels(0).labels[0].shape.bounds, (Box{0, 0, 30, 10}));
}

TEST_F(FilesLabelmeTest, FlagsOfThePictureAreItsClassesThoseOfAShapeItsAttributes) {
  const auto read = Read(Labelme(Shape("rectangle", "[[1, 2], [9, 5]]", R"(, "flags": {"wet": true, "far": false})"),
                                 R"({"night": true, "rain": false})"));
  const LabeledFrame& frame = read->Labels(0);
  ASSERT_EQ(frame.frame_classes.size(), 1u);
  EXPECT_EQ(read->Class(frame.frame_classes[0]), "night");
  std::vector<std::string> told;
  ForEachAttribute(frame.labels.at(0).attributes, [&](std::string_view name, std::string_view value) {
    told.push_back(std::string(name) + "=" + std::string(value));
  });
  EXPECT_THAT(told, ElementsAre("wet=true", "far=false"));
}

TEST_F(FilesLabelmeTest, DifficultShapesAreNotJudged) {
  const auto read = Read(Labelme(Shape("rectangle", "[[1, 2], [9, 5]]", R"(, "difficult": true)")));
  EXPECT_TRUE(read->Labels(0).labels.at(0).difficult);
}

TEST_F(FilesLabelmeTest, PointsAndLinesAreCountedAndAMaskIsItsBox) {
  const auto read = Read(Labelme(Shape("point", "[[1, 2]]") + "," + Shape("linestrip", "[[1, 2], [3, 4], [5, 6]]") +
                                 "," + Shape("mask", "[[10, 20], [30, 40]]", R"(, "mask": "iVBORw0KGgo=")")));
  ASSERT_EQ(read->Labels(0).labels.size(), 1u);
  EXPECT_EQ(read->Labels(0).labels[0].shape.bounds, (Box{10, 20, 30, 40}));
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("1.json: 2 shapes enclose no area (points, lines): passed over"),
                                          HasSubstr("1 masks are read as their boxes")));
}

TEST_F(FilesLabelmeTest, ABrokenShapeIsNamedAndTheOthersAreRead) {
  const std::string good = Shape("rectangle", "[[1, 2], [9, 5]]");
  const std::pair<std::string, const char*> broken[] = {
      {Shape("rectangle", "[[1, 2]]"), "shape 2: it has no two corners"},
      {Shape("circle", "[[1, 2]]"), "shape 2: it is no circle of two points"},
      {Shape("polygon", "[[1, 2], [3, 4]]"), "shape 2: its points are not three or more"},
      {Shape("polygon", R"([[1, "two"], [3, 4], [5, 6]])"), "shape 2: its points are not pairs of numbers"},
      {Shape("cuboid", "[[1, 2], [3, 4]]"), "shape 2: its shape_type cuboid is not read"},
      {R"({"points": [[1, 2], [3, 4]], "shape_type": "rectangle"})", "shape 2: it has no label"},
      {"7", "shape 2: it is not a JSON object"},
  };
  for (const auto& [shape, why] : broken) {
    const auto read = Read(Labelme(good + "," + shape));
    EXPECT_EQ(read->Labels(0).labels.size(), 1u) << why;
    EXPECT_THAT(read->problems, ElementsAre(HasSubstr(why)));
    EXPECT_THAT(Read(Labelme(shape))->error, HasSubstr("none of its shapes can be used")) << why;
  }
}

TEST_F(FilesLabelmeTest, APictureWithoutShapesWasReviewed) {
  const auto read = Read(Labelme(""));
  EXPECT_EQ(read->Order(), "L:pier_1.jpg");
  EXPECT_TRUE(read->Labels(0).labels.empty());
}

TEST_F(FilesLabelmeTest, ThePictureInsideTheFileIsPassedOver) {
  const std::string data(200'000, 'A');
  const auto read = Read(R"({"imageData": ")" + data + R"(", "imagePath": "1.jpg", "shapes": []})");
  EXPECT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:1.jpg");
}

TEST_F(FilesLabelmeTest, AFolderIsReadInOrderAndABrokenFileIsLeftOut) {
  const std::filesystem::path labels = std::filesystem::path(folder_.Write("notes", "")).parent_path() / "labels";
  std::filesystem::create_directories(labels / "a");
  folder_.Write("labels/a/1.json", Labelme("", "{}", "../1.jpg"));
  folder_.Write("labels/2.json", Labelme(""));
  folder_.Write("labels/3.json", R"({"version": "5", "shapes": [)");
  folder_.Write("labels/4.json", Labelme("", "{}", ""));
  const auto read = ReadStream({labels.string()});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:pier_1.jpg L:4 L:1.jpg");
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("3.json: the JSON text ends early")));
}

TEST_F(FilesLabelmeTest, WithScoresTheyArePredictions) {
  const auto read = Predict(Labelme(Shape("rectangle", "[[1, 2], [9, 5]]", R"(, "score": 0.75)") + "," +
                                    Shape("rectangle", "[[1, 2], [9, 5]]", R"(, "score": 7)") + "," +
                                    Shape("polygon", "[[1, 2], [9, 5], [1, 5]]")));
  EXPECT_EQ(read->Order(), "L:pier_1.jpg P:pier_1.jpg");
  ASSERT_EQ(read->Predictions(1).predictions.size(), 2u);
  EXPECT_EQ(read->Predictions(1).predictions[0].score, 0.75);
  EXPECT_EQ(read->Predictions(1).predictions[1].score, 1);
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("shape 2: its score is not within 0..1"),
                                          HasSubstr("1 predictions have no score: 1 is used")));
}

TEST_F(FilesLabelmeTest, WhatOnlyLooksLikeItIsRefused) {
  EXPECT_THAT(Read(R"({"imageData": null, "imageHeight": 5})")->error, HasSubstr("has no list of shapes"));
  EXPECT_THAT(Read(R"({"imageHeight": 5, "labels": [], "image": "1.jpg"})")->error, HasSubstr("JSON of another kind"))
      << "words of a recorded stream without its frame id";
}

}  // namespace
}  // namespace labelwatch
