#include "consumers/files/separate_annotators.h"

#include <gmock/gmock.h>

#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SeparateAnnotatorsTest : public testing::Test {
 protected:
  // Like ReadStream, of the separated stream.
  std::unique_ptr<ReadFiles> Read(const std::string& labels, const std::vector<PredictionFile>& predictions = {}) {
    auto read = std::make_unique<ReadFiles>();
    RecordStreamOptions options;
    options.every_annotation = true;
    auto stream = SeparateAnnotators(*OpenRecordStream({labels}, predictions, options));
    FrameDecoder decoder(read->classes);
    for (Record record; *(*stream)->Next(record);) {
      auto copy = std::make_unique<ReadRecord>();
      copy->side = record.side;
      copy->value = record.value;
      copy->accepted = record.side == Side::kLabels ? decoder.Decode(copy->value, copy->labels).has_value()
                                                    : decoder.Decode(copy->value, copy->predictions).has_value();
      EXPECT_TRUE(copy->accepted);
      read->records.push_back(std::move(copy));
    }
    read->problems = (*stream)->Problems();
    read->models = (*stream)->Models();
    return read;
  }
  TemporaryFolder folder_;
};

TEST_F(SeparateAnnotatorsTest, EachIsComparedWithTheOthers) {
  const std::string coco =
      folder_.Write("l.json", R"({"images":[{"id":1,"file_name":"a.jpg"},{"id":2,"file_name":"b.jpg"}],
    "categories":[{"id":1,"name":"car"}],"annotations":[
    {"id":1,"image_id":1,"category_id":1,"bbox":[0,0,10,10],"annotator":"ann"},
    {"id":2,"image_id":1,"category_id":1,"bbox":[0,0,10,12],"annotator":"bob"},
    {"id":3,"image_id":1,"category_id":1,"bbox":[0,0,10,14],"annotator":"eve"},
    {"id":4,"image_id":1,"category_id":1,"bbox":[50,50,10,10],"annotator":"eve"},
    {"id":5,"image_id":2,"category_id":1,"bbox":[0,0,10,10],"annotator":"ann"}]})");
  const auto read =
      Read(coco, {{"m", folder_.Write("p.json", R"([{"image_id":1,"category_id":1,"bbox":[0,0,9,9],"score":0.5}])")}});
  EXPECT_EQ(read->Order(),
            "L:a.jpg@ann P:a.jpg@ann P:a.jpg@ann L:a.jpg@bob P:a.jpg@bob P:a.jpg@bob L:a.jpg@eve P:a.jpg@eve "
            "P:a.jpg@eve L:b.jpg");
  EXPECT_EQ(read->Labels(0).annotator, "ann");
  EXPECT_EQ(read->Labels(0).labels.size(), 1U);
  EXPECT_EQ(read->Labels(0).image_uri, "a.jpg");
  const PredictedFrame& others = read->Predictions(1);
  EXPECT_EQ(others.model, "annotators");
  ASSERT_EQ(others.predictions.size(), 2U);
  EXPECT_EQ(others.predictions[0].shape.bounds, (Box{0, 0, 10, 13}));  // of bob and eve
  EXPECT_DOUBLE_EQ(others.predictions[0].score, 1);
  EXPECT_DOUBLE_EQ(others.predictions[1].score, 0.5);  // eve alone
  EXPECT_EQ(read->Predictions(2).model, "m");
  EXPECT_THAT(read->models, ElementsAre("m", "annotators"));
  EXPECT_THAT(read->problems, testing::Contains(HasSubstr("in 1 frame are labels of several of 3 annotators")));
}

TEST_F(SeparateAnnotatorsTest, RowsOfFrameClassesUnderOneFrameId) {
  const auto read =
      Read(folder_.Write("l.csv", "frame_id,label,annotator\na,cat,ann\na,cat,bob\na,dog,eve\nb,dog,ann\n"));
  EXPECT_EQ(read->Order(), "L:a@ann P:a@ann L:a@bob P:a@bob L:a@eve P:a@eve L:b");
  const auto& of_eve = read->Predictions(5).class_probabilities;
  ASSERT_EQ(of_eve.size(), 2U);
  EXPECT_EQ(read->Class(of_eve[0].class_id), "cat");
  EXPECT_NEAR(of_eve[0].probability, 2.05 / 2.1, 1e-9);  // both others, and a doubt of a tenth
  EXPECT_NEAR(of_eve[1].probability, 0.05 / 2.1, 1e-9);
}

TEST_F(SeparateAnnotatorsTest, AllAnnotationsOfATaskOfLabelStudio) {
  const auto region = [](const char* id, int x) {
    return std::string(R"({"id":")") + id +
           R"(","type":"rectanglelabels","original_width":100,"original_height":100,"value":{"x":)" +
           std::to_string(x) + R"(,"y":0,"width":10,"height":10,"rectanglelabels":["Car"]}})";
  };
  const auto read = Read(folder_.Write(
      "t.json", R"([{"id":1,"data":{"image":"a.jpg"},"annotations":[{"id":1,"completed_by":1,"result":[)" +
                    region("r1", 0) + R"(]},{"id":2,"completed_by":2,"result":[)" + region("r2", 1) + "]}]}]"));
  EXPECT_EQ(read->Order(), "L:a.jpg@2 P:a.jpg@2 L:a.jpg@1 P:a.jpg@1");
  EXPECT_EQ(read->Labels(0).labels.at(0).id, "r2");
  EXPECT_EQ(read->Predictions(1).predictions.at(0).shape.bounds, (Box{0, 0, 10, 10}));
}

}  // namespace
}  // namespace labelwatch
