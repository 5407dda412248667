// The export of Encord: coordinates, answers, videos, what was not labeled, what is passed over or left out.

#include <gmock/gmock.h>

#include "schema/attributes.h"
#include "schema/shape_codec.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Object(const std::string& hash, const std::string& shape) {
  return R"({"name": "Boat", "value": "boat", "color": "#D33115", "objectHash": ")" + hash +
         R"(", "featureHash": "f1", "createdBy": "ann@site.org", "createdAt": "Tue, 17 Jan 2023 11:43:52 UTC",
         "confidence": 1, "manualAnnotation": true, )" +
         shape + "}";
}
const std::string kBox = R"("shape": "bounding_box", "boundingBox": {"x": 0.25, "y": 0.5, "w": 0.5, "h": 0.25})";

// A data unit of 200 x 100 pixels.
std::string Unit(const std::string& hash, const std::string& title, const std::string& labels) {
  return "\"" + hash + R"(": {"data_hash": ")" + hash + R"(", "data_title": ")" + title +
         R"(", "data_type": "image/jpeg", "data_sequence": 0, "width": 200, "height": 100, "labels": )" + labels + "}";
}
std::string Picture(const std::string& title, const std::string& objects, const std::string& classifications = "") {
  return Unit("u-" + title, title,
              R"({"objects": [)" + objects + R"(], "classifications": [)" + classifications + "]}");
}
std::string LabelRow(const std::string& units, const std::string& status = "LABELLED",
                     const std::string& object_answers = "", const std::string& classification_answers = "") {
  return R"({"label_hash": "l1", "dataset_hash": "d1", "data_title": "row", "data_type": "image", "data_units": {)" +
         units + R"(}, "object_answers": {)" + object_answers + R"(}, "classification_answers": {)" +
         classification_answers + R"(}, "object_actions": {}, "label_status": ")" + status + R"("})";
}

class FilesEncordTest : public ::testing::Test {
 protected:
  std::unique_ptr<ReadFiles> Read(const std::string& rows) { return ReadStream({Write("[" + rows + "]")}); }
  std::string Write(const std::string& content) { return folder_.Write("export.json", content); }
  // The one label of the one picture.
  const Label& LabelOf(const std::string& shape) {
    read_ = Read(LabelRow(Picture("1.jpg", Object("a", shape))));
    EXPECT_EQ(read_->error, "");
    return read_->Labels(0).labels.at(0);
  }
  const TemporaryFolder folder_;
  std::unique_ptr<ReadFiles> read_;
};

TEST_F(FilesEncordTest, BoxesArePartsOfThePicture) {
  const Label& label = LabelOf(kBox);
  EXPECT_EQ(read_->Order(), "L:1.jpg");
  EXPECT_EQ(read_->Labels(0).image_width, 200u);
  EXPECT_EQ(label.shape.bounds, (Box{50, 50, 150, 75}));
  EXPECT_EQ(read_->Class(label.class_id), "Boat") << "the name in the ontology";
  EXPECT_EQ(label.id, "a");
  EXPECT_EQ(read_->Labels(0).annotator, "ann@site.org");
  EXPECT_EQ(label.track_id, "") << "a picture is no video";
}

TEST_F(FilesEncordTest, WhoEditedItLastIsTheAnnotator) {
  LabelOf(kBox + R"(, "lastEditedBy": "bob@site.org")");
  EXPECT_EQ(read_->Labels(0).annotator, "bob@site.org");
}

TEST_F(FilesEncordTest, ATurnedBoxIsTurnedAboutItsMiddleInPixels) {
  const Label& label = LabelOf(R"("shape": "rotatable_bounding_box",
      "rotatableBoundingBox": {"x": 0.25, "y": 0.25, "w": 0.5, "h": 0.5, "theta": 90})");
  EXPECT_EQ(label.shape.kind, ShapeKind::kRotatedBox);
  EXPECT_NEAR(label.shape.bounds.x_min, 75, 1e-9) << "100 x 50 pixels about (100, 50), upright";
  EXPECT_NEAR(label.shape.bounds.y_max, 100, 1e-9);
}

TEST_F(FilesEncordTest, PolygonsHaveRingsAndHoles) {
  const Label& label = LabelOf(R"("shape": "polygon", "polygon": {"0": {"x": 0, "y": 0}},
      "polygons": [[[0, 0, 0.5, 0, 0.5, 1, 0, 1], [0.1, 0.1, 0.2, 0.1, 0.2, 0.2]], [[0.8, 0, 0.9, 0, 0.9, 0.5]]])");
  const auto rings = DecodePolygon(label.shape.encoded);
  ASSERT_EQ(rings->size(), 3u);
  EXPECT_FALSE((*rings)[0].hole);
  EXPECT_TRUE((*rings)[1].hole);
  EXPECT_FALSE((*rings)[2].hole);
  EXPECT_EQ(label.shape.bounds, (Box{0, 0, 180, 100}));
}

TEST_F(FilesEncordTest, CornersByNumberAreReadInTheirOrder) {
  const Label& label = LabelOf(R"("shape": "polygon", "polygon": {"10": {"x": 0, "y": 1}, "2": {"x": 0.5, "y": 0},
      "0": {"x": 0, "y": 0}})");
  EXPECT_THAT((*DecodePolygon(label.shape.encoded))[0].xy, ElementsAre(0, 0, 100, 0, 0, 100));
}

// [[0,1],[0,0]] along its rows is one 0, one 1, two 0; COCO's runs go down the columns: 2, 1, 1.
TEST_F(FilesEncordTest, RunsOfABitmaskGoAlongItsRows) {
  read_ = Read(LabelRow(R"("u": {"data_title": "1.jpg", "width": 2, "height": 2, "labels": {"objects": [)" +
                        Object("a", R"("shape": "bitmask", "bitmask":
                          {"top": 0, "left": 0, "height": 2, "width": 2, "rleString": "112"})") +
                        "]}}"));
  ASSERT_EQ(read_->Order(), "L:1.jpg");
  EXPECT_THAT(DecodeMask(read_->Labels(0).labels.at(0).shape.encoded)->counts, ElementsAre(2, 1, 1));
}

TEST_F(FilesEncordTest, AnswersAreAttributesAndClassesOfThePicture) {
  const auto read =
      Read(LabelRow(Picture("1.jpg", Object("a", kBox), R"({"name": "Light", "classificationHash": "c"},
                                             {"name": "Remark", "classificationHash": "t"})"),
                    "LABELLED", R"("a": {"objectHash": "a", "classifications": [
        {"name": "Colour", "answers": [{"name": "red"}, {"name": "white"}]}, {"name": "Name", "answers": "Ida"}]})",
                    R"("c": {"classifications": [{"name": "Light", "answers": [{"name": "Night", "value": "night"}]}]},
         "t": {"classifications": [{"name": "Remark", "answers": "a lovely evening"}]})"));
  ASSERT_EQ(read->error, "");
  std::vector<std::string> told;
  ForEachAttribute(read->Labels(0).labels.at(0).attributes, [&](std::string_view name, std::string_view value) {
    told.push_back(std::string(name) + "=" + std::string(value));
  });
  EXPECT_THAT(told, ElementsAre("Colour=red, white", "Name=Ida"));
  ASSERT_EQ(read->Labels(0).frame_classes.size(), 1u);
  EXPECT_EQ(read->Class(read->Labels(0).frame_classes[0]), "Night");
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("1 answers about pictures are texts")));
}

TEST_F(FilesEncordTest, FramesOfAVideoComeInTheirOrderWithTracks) {
  const std::string one = R"({"objects": [)" + Object("a", kBox) + R"(], "classifications": []})";
  const auto read = Read(LabelRow(Unit("v", "pier.mp4", R"({"10": )" + one + R"(, "2": )" + one + "}")));
  EXPECT_EQ(read->Order(), "L:frame_000002 L:frame_000010");
  EXPECT_EQ(read->Labels(1).sequence, "pier.mp4");
  EXPECT_EQ(read->Labels(1).sequence_index, 10);
  EXPECT_EQ(read->Labels(1).labels.at(0).track_id, "a");
}

TEST_F(FilesEncordTest, ARowByItselfIsReadTheSame) {
  const auto read = ReadStream({Write(LabelRow(Picture("1.jpg", Object("a", kBox)), "LABELLED",
                                               R"("a": {"classifications": [{"name": "Name", "answers": "Ida"}]})"))});
  EXPECT_EQ(read->Order(), "L:1.jpg");
  EXPECT_NE(read->Labels(0).labels.at(0).attributes, "");
}

TEST_F(FilesEncordTest, AnEmptyPictureWasReviewedOnlyWhereTheRowIsDone) {
  EXPECT_EQ(Read(LabelRow(Picture("1.jpg", "")))->Order(), "L:1.jpg");
  const auto read =
      Read(LabelRow(Picture("1.jpg", Object("a", kBox)), "LABEL_IN_PROGRESS") + "," +
           LabelRow(Picture("2.jpg", ""), "LABEL_IN_PROGRESS") + "," + LabelRow(Unit("u", "3.jpg", "{}")));
  EXPECT_EQ(read->Order(), "L:1.jpg");
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("2 pictures without labels are of rows that are not done")));
}

TEST_F(FilesEncordTest, PicturesOfOneNameAreToldApartByTheirHash) {
  const std::string labels = R"({"objects": [], "classifications": []})";
  const auto read = Read(LabelRow(Unit("u1", "1.jpg", labels)) + "," + LabelRow(Unit("u2", "1.jpg", labels)));
  EXPECT_EQ(read->Order(), "L:1.jpg L:u2/1.jpg");
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("1 pictures have the name of another one")));
}

TEST_F(FilesEncordTest, PointsAndLinesAreCountedAndDeletedObjectsAreNone) {
  const auto read =
      Read(LabelRow(Picture("1.jpg", Object("a", R"("shape": "point", "point": {"0": {"x": 0.5, "y": 0.5}})") + "," +
                                         Object("b", R"("shape": "polyline", "polyline": {})") + "," +
                                         Object("c", kBox + R"(, "isDeleted": true)") + "," + Object("d", kBox))));
  EXPECT_EQ(read->Labels(0).labels.size(), 1u);
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("2 objects enclose no area (points, lines, skeletons)")));
}

TEST_F(FilesEncordTest, ABrokenObjectIsNamedAndTheOthersAreRead) {
  const std::pair<std::string, const char*> broken[] = {
      {R"("boundingBox": {"x": 0.1, "y": "top", "w": 0.1, "h": 0.1})", "its boundingBox has no four numbers"},
      {R"("rotatableBoundingBox": {"x": 0.1, "y": 0.1, "w": 0.1, "h": 0.1})", "has no five numbers"},
      {R"("polygons": [[[0, 0, 1, 1]]])", "its polygons are not rings"},
      {R"("polygon": {"0": {"x": 0, "y": 0}, "1": {"x": 1, "y": 0}})", "its polygon is not three or more points"},
      {R"("polygon": {"a": {"x": 0, "y": 0}, "1": {"x": 1, "y": 0}, "2": {"x": 1, "y": 1}})", "points x, y by number"},
      {R"("bitmask": {"top": 0, "left": 0, "height": 2, "rleString": "112"})", "its bitmask has no"},
      {R"("shape": "circle", "circle": {"x": 0.5, "y": 0.5, "r": 0.1})", "its shape circle is not read"},
  };
  for (const auto& [shape, why] : broken) {
    const auto read = Read(LabelRow(Picture("1.jpg", Object("a", kBox) + "," + Object("b", shape))));
    EXPECT_EQ(read->Labels(0).labels.size(), 1u) << why;
    EXPECT_THAT(read->problems, ElementsAre(HasSubstr(why)));
    EXPECT_THAT(read->problems, ElementsAre(HasSubstr("object b of picture 1.jpg")));
    EXPECT_THAT(Read(LabelRow(Picture("1.jpg", Object("b", shape))))->error, HasSubstr("no frame of the --labels"));
  }
}

TEST_F(FilesEncordTest, ADataUnitWithoutSizeIsNamed) {
  const auto read = Read(
      LabelRow(R"("u": {"data_title": "song.mp3", "labels": {"0": {"objects": []}}})" + ("," + Picture("1.jpg", ""))));
  EXPECT_EQ(read->Order(), "L:1.jpg");
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("data unit song.mp3: it has no width and height")));
}

TEST_F(FilesEncordTest, ConfidenceIsTheScoreOfPredictions) {
  const std::string labels = Write("[" + LabelRow(Picture("1.jpg", "")) + "]");
  std::string good = Object("a", kBox), bad = Object("b", kBox);
  good.replace(good.find(R"("confidence": 1)"), 15, R"("confidence": 0.5)");
  bad.replace(bad.find(R"("confidence": 1)"), 15, R"("confidence": 50)");
  const auto read = ReadStream(
      {labels}, {{"net", folder_.Write("net.json", "[" + LabelRow(Picture("1.jpg", good + "," + bad)) + "]")}});
  EXPECT_EQ(read->Order(), "L:1.jpg P:1.jpg");
  ASSERT_EQ(read->Predictions(1).predictions.size(), 1u);
  EXPECT_EQ(read->Predictions(1).predictions[0].score, 0.5);
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("object b of picture 1.jpg: its confidence is not within 0..1")));
}

TEST_F(FilesEncordTest, ARowWithoutDataUnitsIsNamed) {
  EXPECT_THAT(Read(R"({"label_hash": null, "data_hash": "d", "data_title": "1.jpg"})")->error,
              HasSubstr("label row 1.jpg: it has no data_units"));
}

}  // namespace
}  // namespace labelwatch
