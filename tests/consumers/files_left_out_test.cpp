// What a reader leaves out is unknown, not absent: a model that sees the object must not be told that nobody labeled
// it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "consumers/files/record_stream.h"
#include "schema/series.h"
#include "schema/wire.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;

class LeftOutTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  // Of every frame the classes of its labels, those that explain alone in brackets, then those that are unknown.
  std::vector<std::string> Told(const std::vector<std::string>& paths) {
    auto stream = OpenRecordStream(paths, {});
    EXPECT_TRUE(stream) << stream.error().message;
    std::vector<std::string> told;
    if (!stream) return told;
    Names names;
    FrameDecoder decoder(names.classes);
    LabeledFrame frame;
    for (Record record; (*stream)->Next(record).value();) {
      EXPECT_TRUE(decoder.Decode(record.value, frame));
      std::string& text = told.emplace_back();
      for (const Label& label : frame.labels) {
        const std::string name(names.classes.Name(label.class_id));
        text += label.Judged() ? name + " " : "[" + name + "] ";
      }
      text += "unknown:";
      for (const NameId id : frame.unknown_classes) text += " " + std::string(names.classes.Name(id));
    }
    problems_ = (*stream)->Problems();
    return told;
  }

  const TemporaryFolder folder_;
  std::vector<std::string> problems_;
};

TEST_F(LeftOutTest, Coco) {
  const std::string file =
      Write("l.json", R"({"images": [{"id": 1, "file_name": "1.jpg"}, {"id": 2, "file_name": "2.jpg"},
      {"id": 3, "file_name": "3.jpg"}, {"id": 4, "file_name": "4.jpg"}],
    "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]},
      {"id": 2, "image_id": 1, "category_id": 2, "bbox": [1, 2, 3]},
      {"id": 3, "image_id": 2, "bbox": [1, 2, 3, 4]},
      {"id": 4, "image_id": 3, "category_id": 7, "bbox": [1, 2, 3, 4]},
      {"id": 5, "image_id": 4, "category_id": 1, "keypoints": [10, 20, 2, 30, 60, 1, 0, 0, 0]}],
    "categories": [{"id": 1, "name": "person"}, {"id": 2, "name": "car"}]})");
  // A category that is not listed is none of those that are: they stay complete.
  EXPECT_THAT(Told({file}),
              ElementsAre("person unknown: car", "unknown: person car", "unknown:", "[person] unknown: person"));
}

TEST_F(LeftOutTest, Voc) {
  const std::string object = "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>";
  const std::string file = Write("1.xml", "<annotation><filename>1.jpg</filename><object><name>cat</name>" + object +
                                              "</object>" + "<object><name>dog</name></object></annotation>");
  EXPECT_THAT(Told({file}), ElementsAre("cat unknown: dog"));
}

TEST_F(LeftOutTest, Yolo) {
  Write("set/classes.txt", "car\nperson\n");
  Write("set/sizes.csv", "image,width,height\n1.jpg,100,100\n2.jpg,100,100\n");
  Write("set/labels/1.txt", "0 .5 .5 .2 .2\n1 .5 .5 .2\n");
  Write("set/labels/2.txt", "0 .5 .5 .2 .2\n9 .5 .5 .2 .2\n");
  EXPECT_THAT(Told({(folder_ / "set").string(), (folder_ / "set/sizes.csv").string()}),
              ElementsAre("car unknown: person", "car unknown: car person"));
}

TEST_F(LeftOutTest, Labelme) {
  const std::string file =
      Write("1.json", R"({"version": "5", "imagePath": "1.jpg", "imageWidth": 99, "imageHeight": 99, "shapes": [
    {"label": "fish", "points": [["1.5", "2"], [30, 40]], "shape_type": "rectangle"},
    {"label": "nose", "points": [[1, 2]], "shape_type": "point"}]})");
  EXPECT_THAT(Told({file}), ElementsAre("fish unknown: nose"));
}

TEST_F(LeftOutTest, LabelStudio) {
  const std::string file = Write("t.json", R"([{"data": {"image": "1.jpg"}, "annotations": [{"result": [
    {"id": "a", "type": "rectanglelabels", "original_width": 100, "original_height": 100,
     "value": {"x": "10", "y": 10, "width": 10, "height": 10, "rectanglelabels": ["car", "taxi"]}},
    {"id": "b", "type": "rectanglelabels", "value": {"x": 10, "y": 10, "width": 10, "height": 10, "rectanglelabels": ["bus"]}},
    {"id": "c", "type": "keypointlabels", "original_width": 100, "original_height": 100,
     "value": {"x": 1, "y": 1, "width": 1, "keypointlabels": ["nose"]}}]}]}])");
  EXPECT_THAT(Told({file}), ElementsAre("car unknown: taxi bus nose"));
}

TEST_F(LeftOutTest, CvatExtents) {
  const std::string file = Write("a.xml", R"(<annotations><version>1.1</version>
    <image id="0" name="1.jpg" width="100" height="100"><box label="car" xtl="1" ytl="1" xbr="9" ybr="9"/>
    <skeleton label="person"><points label="head" outside="0" points="10,10"/><points label="foot" outside="0"
     points="20,50"/></skeleton><points label="nose" points="5,5"/></image>
    <image id="1" name="2.jpg" width="100" height="100"/></annotations>)");
  EXPECT_THAT(Told({file}), ElementsAre("car [person] unknown: person nose", "unknown:"));
}

TEST_F(LeftOutTest, CvatTracksOfCuboids) {
  const std::string cuboid =
      R"( outside="0" xtl1="1" ytl1="1" xbl1="1" ybl1="9" xtr1="5" ytr1="1" xbr1="5" ybr1="9" xtl2="8"
    ytl2="2" xbl2="8" ybl2="8" xtr2="4" ytr2="2" xbr2="4" ybr2="8"/>)";
  const std::string file =
      Write("a.xml", R"(<annotations><version>1.1</version><track id="0" label="car"><cuboid frame="0")" + cuboid +
                         R"(<cuboid frame="2")" + cuboid + "</track></annotations>");
  EXPECT_THAT(Told({file}), ElementsAre("[car] unknown: car", "[car] unknown: car", "[car] unknown: car"));
}

TEST_F(LeftOutTest, Kitti) {
  Write("label_2/000001.txt", "Car 0 0 0 1 1 9 9 0 0 0 0 0 0 0\nVan 0 0 0 1 1 9 x 0 0 0 0 0 0 0\n");
  EXPECT_THAT(Told({(folder_ / "label_2").string()}), ElementsAre("Car unknown: Van"));
}

}  // namespace
}  // namespace labelwatch
