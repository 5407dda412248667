// Videos of Label Studio: key frames, filled in.

#include <gmock/gmock.h>

#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A car from frame 2 to 4, key frames in the first and last; and one that is seen in the first frame only.
std::string Task(const std::string& member, const std::string& size, const std::string& score = "") {
  return R"([{"id":1,"data":{"video":"/data/upload/3/drive%20one.mp4?x=1"},")" + member +
         R"(":[{"id":5,"completed_by":{"email":"ann@x"},"result":[
    {"id":"A","type":"videorectangle",)" +
         size + score + R"("value":{"framesCount":5,"labels":["Car"],"sequence":[
      {"frame":4,"enabled":false,"x":30,"y":50,"width":10,"height":20,"rotation":0},
      {"frame":2,"enabled":true,"x":10,"y":50,"width":10,"height":20,"rotation":0}]}},
    {"id":"B","type":"videorectangle",)" +
         size + score + R"("value":{"framesCount":5,"labels":["Dog"],"sequence":[
      {"frame":1,"enabled":false,"x":0,"y":0,"width":10,"height":10}]}}]}]}])";
}

const std::string kSize = R"("original_width":200,"original_height":100,)";

class LabelStudioVideoTest : public testing::Test {
 protected:
  TemporaryFolder folder_;
};

TEST_F(LabelStudioVideoTest, EveryFrameIsLabeledAndObjectsAreTracks) {
  const auto read = ReadStream({folder_.Write("t.json", Task("annotations", kSize))});
  EXPECT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:frame_000001 L:frame_000002 L:frame_000003 L:frame_000004 L:frame_000005");
  const LabeledFrame& third = read->Labels(2);
  ASSERT_EQ(third.labels.size(), 1U);
  EXPECT_EQ(third.labels[0].shape.bounds, (Box{40, 50, 60, 70}));  // halfway between 10 % and 30 %
  EXPECT_EQ(third.labels[0].track_id, "A");
  EXPECT_EQ(read->Class(third.labels[0].class_id), "Car");
  EXPECT_EQ(third.annotator, "ann@x");
  EXPECT_EQ(third.sequence_index, 3);
  EXPECT_THAT(third.sequence, HasSubstr("drive one"));
  EXPECT_EQ(read->Labels(0).labels.size(), 1U);
  EXPECT_EQ(read->Labels(3).labels.size(), 1U) << "the last key frame is seen";
  EXPECT_EQ(read->Labels(4).labels.size(), 0U);
}

TEST_F(LabelStudioVideoTest, PredictionsAreThoseOfTheSameFrames) {
  const auto read = ReadStream({folder_.Write("t.json", Task("annotations", kSize))},
                               {{"m", folder_.Write("p.json", Task("predictions", "", R"("score":0.7,)"))}});
  EXPECT_EQ(read->Order().substr(0, 63), "L:frame_000001 P:frame_000001 L:frame_000002 P:frame_000002 L:f");
  ASSERT_EQ(read->Predictions(3).predictions.size(), 1U);
  EXPECT_EQ(read->Predictions(3).predictions[0].shape.bounds, (Box{20, 50, 40, 70}));  // the size is that of the labels
  EXPECT_DOUBLE_EQ(read->Predictions(3).predictions[0].score, 0.7);
}

TEST_F(LabelStudioVideoTest, TheSizeMayComeFromATable) {
  const std::string tasks = folder_.Write("t.json", Task("annotations", ""));
  EXPECT_THAT(ReadStream({tasks})->error, HasSubstr("the size of its video is not known"));
  const auto read = ReadStream({tasks, folder_.Write("sizes.csv", "image,width,height\ndrive one.mp4,200,100\n")});
  EXPECT_EQ(read->error, "");
  EXPECT_EQ(read->Labels(2).labels.at(0).shape.bounds, (Box{40, 50, 60, 70}));
}

TEST_F(LabelStudioVideoTest, ANumberOfFramesIsNoPromise) {
  std::string many = Task("annotations", kSize);
  for (std::size_t at; (at = many.find("\"framesCount\":5")) != std::string::npos;) {
    many.replace(at, 15, "\"framesCount\":4000000000");
  }
  EXPECT_EQ(ReadStream({folder_.Write("t.json", many)})->records.size(), 4U) << "as many as the key frames say";
  std::string far = Task("annotations", kSize);
  far.replace(far.find("\"frame\":4,"), 10, "\"frame\":40000000,");
  const auto read = ReadStream({folder_.Write("far.json", far)});
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("key frames that are numbered from 1 on")));
  EXPECT_THAT(read->Labels(0).unknown_classes, testing::SizeIs(1)) << "cars are labeled there, nobody knows where";
}

}  // namespace
}  // namespace labelwatch
