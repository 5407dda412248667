// Ways to join labels with the predictions of something else, and to see coordinates that are not there. What else may
// go wrong is tested where it is decided: names in two folders (files_label_set_test), no rows against empty ones
// (files_sample_test, files_open_images_test), classes that the labels never have (config/class_advice_test), crowds
// (golden/crowd).

#include <gmock/gmock.h>

#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class JoinTrapsTest : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
};

// Image 1 and class 1 are others in the predictions than in the labels: names decide.
TEST_F(JoinTrapsTest, IdsOfAnotherSetDoNotCount) {
  const std::string labels = folder_.Write("labels.json", R"({"images":[{"id":1,"file_name":"a.jpg"},
      {"id":2,"file_name":"b.jpg"}],"annotations":[{"id":1,"image_id":2,"category_id":1,"bbox":[0,0,9,9]}],
      "categories":[{"id":1,"name":"car"},{"id":2,"name":"bus"}]})");
  const std::string predictions = folder_.Write("scalabel.json", R"([{"name":"b.jpg","labels":[{"id":1,"category":"bus",
      "score":0.5,"box2d":{"x1":0,"y1":0,"x2":8,"y2":8}}]}])");
  const auto read = ReadStream({labels}, {{"m", predictions}});
  ASSERT_EQ(read->Order(), "L:a.jpg L:b.jpg P:b.jpg");
  EXPECT_EQ(read->Class(read->Predictions(2).predictions.at(0).class_id), "bus");
}

// A row is no image: without a column of ids nothing is joined by its place.
TEST_F(JoinTrapsTest, RowsAreNotCounted) {
  const std::string labels = folder_.Write("labels.csv", "frame_id,label\nb,dog\na,cat\n");
  EXPECT_EQ(ReadStream({labels}, {{"m", folder_.Write("p.csv", "frame_id,cat,dog\na,1,0\n")}})->Order(), "L:b L:a P:a");
  EXPECT_THAT(ReadStream({labels}, {{"m", folder_.Write("q.csv", "cat,dog\n1,0\n0,1\n")}})->error,
              HasSubstr("q.csv is in no format that is read"));
}

// The name says PNG, the bytes say JPEG; the predictions were made of another copy.
TEST_F(JoinTrapsTest, ExtensionsAreNoPartOfAName) {
  const std::string jpeg =
      "\xFF\xD8\xFF\xC0" + Big(11, 2) + "\x08" + Big(100, 2) + Big(200, 2) + "\x01\x01\x11" + std::string(1, '\0');
  const std::string picture = folder_.Write("1.png", jpeg), names = folder_.Write("classes.txt", "car\n");
  const std::string root = picture.substr(0, picture.rfind('/'));
  folder_.Write("1.txt", "0 0.5 0.5 0.2 0.4\n");
  const std::string predictions = folder_.Write("p.csv", "ImageID,PredictionString\n1.jpg,car 0.5 0 0 1 1\n");
  const auto read = ReadStream({root}, {{"m", predictions}});
  ASSERT_EQ(read->error, "");
  ASSERT_EQ(read->Order(), "L:1.png P:1.png");
  EXPECT_EQ(read->Labels(0).image_width, 200u);
}

// From 20, 30 to 60, 70 in a picture of 200 x 100, as each format writes it.
TEST_F(JoinTrapsTest, OneBoxIsTheSameInEveryFormat) {
  const std::string sizes = folder_.Write("sizes.csv", "image,width,height\n1.png,200,100\n");
  const std::string names = folder_.Write("classes.txt", "car\n");
  const std::vector<std::string> inputs[] = {
      {folder_.Write("coco.json", R"({"images":[{"id":1,"file_name":"1.png"}],"annotations":[{"id":1,"image_id":1,
          "category_id":1,"bbox":[20,30,40,40]}],"categories":[{"id":1,"name":"car"}]})")},
      {folder_.Write("voc.xml",
                     "<annotation><filename>1.png</filename><object><name>car</name><bndbox><xmin>21</xmin>"
                     "<ymin>31</ymin><xmax>60</xmax><ymax>70</ymax></bndbox></object></annotation>")},
      {folder_.Write("cvat.xml",
                     "<annotations><image name=\"1.png\"><box label=\"car\" xtl=\"20\" ytl=\"30\" xbr=\"60\" "
                     "ybr=\"70\"/></image></annotations>")},
      {folder_.Write("1.txt", "0 0.2 0.5 0.2 0.4\n"), sizes, names},
      {folder_.Write("kitti.txt", "car 0 0 0 20 30 60 70 1 1 1 1 1 1 1\n")},
      {folder_.Write("scalabel.json", R"([{"name":"1.png","labels":[{"id":1,"category":"car",
          "box2d":{"x1":20,"y1":30,"x2":59,"y2":69}}]}])")},
      {folder_.Write("studio.json", R"([{"id":1,"data":{"image":"1.png"},"annotations":[{"result":[{"id":"r",
          "type":"rectanglelabels","original_width":200,"original_height":100,
          "value":{"x":10,"y":30,"width":20,"height":40,"rectanglelabels":["car"]}}]}]}])")},
      {folder_.Write("oi.csv", "ImageID,LabelName,XMin,XMax,YMin,YMax\n1,car,0.1,0.3,0.3,0.7\n"), sizes},
  };
  for (const auto& input : inputs) {
    const auto read = ReadStream(input);
    ASSERT_EQ(read->error, "");
    const Box& box = read->Labels(0).labels.at(0).shape.bounds;
    EXPECT_THAT((std::vector{box.x_min, box.y_min, box.x_max, box.y_max}),
                ::testing::Pointwise(::testing::DoubleNear(1e-9), {20.0, 30.0, 60.0, 70.0}))
        << input[0];
  }
}

// Publishers have exchanged the folders of their splits.
TEST_F(JoinTrapsTest, TheFolderOfASplitIsNoPartOfTheJoin) {
  const std::string labels =
      folder_.Write("labels.json", R"({"images":[{"id":1,"file_name":"train2017/000000017905.jpg",
      "coco_url":"http://images.org/val2017/000000017905.jpg"}],"annotations":[],"categories":[]})");
  const std::string predictions = folder_.Write("p.json", R"([{"name":"val2017/000000017905.jpg","labels":[]}])");
  const auto read = ReadStream({labels}, {{"m", predictions}});
  EXPECT_EQ(read->Order(), "L:000000017905.jpg P:000000017905.jpg");
  EXPECT_EQ(read->Labels(0).source, "") << "a folder is no source";
}

}  // namespace
}  // namespace labelwatch
