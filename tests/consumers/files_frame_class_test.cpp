#include <gmock/gmock.h>

#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FrameClassCsvTest : public ::testing::Test {
 protected:
  std::unique_ptr<ReadFiles> Labels(const std::string& content) {
    return ReadStream({folder_.Write("labels.csv", content)});
  }
  std::unique_ptr<ReadFiles> Both(const std::string& labels, const std::string& predictions) {
    return ReadStream({folder_.Write("labels.csv", labels)}, {{"net", folder_.Write("net.csv", predictions)}});
  }
  TemporaryFolder folder_;
};

TEST_F(FrameClassCsvTest, ReadsLabels) {
  const auto read = Labels(
      "frame_id,label,annotator,source,time\r\nf1,seven,ann,cam,2021-05-06 07:08:09\nf2,nine,,,2021-05-06 07:08:10");
  ASSERT_EQ(read->error, "");
  EXPECT_THAT(read->problems, IsEmpty());
  EXPECT_EQ(read->Order(), "L:f1 L:f2");
  const LabeledFrame& frame = read->Labels(0);
  ASSERT_THAT(frame.frame_classes, SizeIs(1));
  EXPECT_EQ(read->Class(frame.frame_classes[0]), "seven");
  EXPECT_EQ(frame.annotator, "ann");
  EXPECT_EQ(frame.source, "cam");
  EXPECT_EQ(frame.event_time_ms, 1620284889000);
  EXPECT_EQ(read->Labels(1).annotator, "");
  EXPECT_EQ(read->records[1]->timestamp_ms, 1620284890000);
  EXPECT_EQ(read->progress.total_frames, 2u);
  EXPECT_EQ(read->progress.frames, 2u);
}

TEST_F(FrameClassCsvTest, TimesThatRunBackwardsGiveWayToFileOrder) {
  const auto read = Labels("frame_id,label,time\nf1,a,2021-05-06\nf2,a,2021-05-05\n");
  EXPECT_EQ(read->records[0]->timestamp_ms, 1577836800000);
  EXPECT_EQ(read->records[1]->timestamp_ms, 1577836800100);
}

TEST_F(FrameClassCsvTest, JoinsPredictionsByFrameIdWhateverTheRowOrder) {
  const auto read = Both("frame_id,label\nf1,cat\nf2,dog\nf3,cat\n", "frame_id,cat,dog\nf3,0.25,0.75\nf1,1,0\n");
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:f1 P:f1 L:f2 L:f3 P:f3");
  const PredictedFrame& frame = read->Predictions(4);
  ASSERT_THAT(frame.class_probabilities, SizeIs(2));
  EXPECT_EQ(read->Class(frame.class_probabilities[1].class_id), "dog");
  EXPECT_EQ(frame.class_probabilities[1].probability, 0.75);
  EXPECT_EQ(frame.model, "net");
}

TEST_F(FrameClassCsvTest, FramesThatOnlyHavePredictionsComeLastInFileOrder) {
  const auto read = Both("frame_id,label\nf2,dog\n", "frame_id,cat\nf9,0.5\nf2,0.5\nf1,0.5\n");
  EXPECT_EQ(read->Order(), "L:f2 P:f2 P:f9 P:f1");
  EXPECT_EQ(read->records[2]->key, "f9");
  EXPECT_EQ(read->records[2]->timestamp_ms, 1577836800100);
}

TEST_F(FrameClassCsvTest, ModelsOfAnUnlabeledFrameComeTogether) {
  const auto read = ReadStream({folder_.Write("labels.csv", "frame_id,label\nf1,a\n")},
                               {{"m1", folder_.Write("1.csv", "frame_id,a\nx,0.5\n")},
                                {"m2", folder_.Write("2.csv", "frame_id,a\ny,0.5\nx,0.5\nf1,0.5\n")}});
  EXPECT_EQ(read->Order(), "L:f1 P:f1 P:x P:x P:y");
}

TEST_F(FrameClassCsvTest, QuotedFieldsMayHoldCommasLineEndsAndQuotes) {
  const auto read = Labels("\"frame_id\",label\n\"a,b\",\"say \"\"hi\"\"\"\n\"two\nlines\",\"\"\"\"\n");
  EXPECT_THAT(read->problems, IsEmpty());
  EXPECT_EQ(read->Labels(0).frame_id, "a,b");
  EXPECT_EQ(read->Class(read->Labels(0).frame_classes.at(0)), "say \"hi\"");
  EXPECT_EQ(read->Labels(1).frame_id, "two\nlines");
  EXPECT_EQ(read->Class(read->Labels(1).frame_classes.at(0)), "\"");
}

TEST_F(FrameClassCsvTest, ALineIsCountedWhereItsRowBegins) {
  const auto read = Labels("frame_id,label\n\"two\nlines\",a\n\nf3\n");
  EXPECT_THAT(read->problems, ElementsAre(HasSubstr("labels.csv:5: it has 1 fields, the header has 2")));
}

TEST_F(FrameClassCsvTest, NamesEachBrokenLabelAndReadsTheRest) {
  const std::pair<const char*, const char*> broken[] = {
      {"f2,a,b", "it has 3 fields"},
      {",a", "the frame_id is empty"},
      {"f2,", "the label is empty"},
      {"f2,a\"b", "a quote inside a field"},
      {"f2,\"a\"b", "text after the closing quote"},
      {"f2,\xFF", "not UTF-8"},
  };
  for (const auto& [row, why] : broken) {
    const auto read = Labels(std::string("frame_id,label\nf1,a\n") + row + "\nf3,a\n");
    EXPECT_EQ(read->Order(), "L:f1 L:f3") << row;
    EXPECT_EQ(read->progress.skipped, 1u) << row;
    EXPECT_THAT(read->problems, ElementsAre(::testing::AllOf(HasSubstr("labels.csv:3: "), HasSubstr(why)))) << row;
  }
  EXPECT_THAT(Labels("frame_id,label,time\nf1,a,yesterday\nf2,a,2024-01-01\n")->problems,
              ElementsAre(HasSubstr("neither a date")));
}

TEST_F(FrameClassCsvTest, NamesEachBrokenPredictionAndReadsTheRest) {
  const std::pair<const char*, const char*> broken[] = {
      {"f2,x,0.5", "the probability of cat is not a number"},  {"f2,0.5,", "the probability of dog is not a number"},
      {"f2,0.5,1.5", "the probability of dog is not within"},  {"f2,nan,0.5", "the probability of cat is not within"},
      {"f2,-0.1,0.5", "the probability of cat is not within"}, {"f2,0.5", "it has 2 fields"},
      {"f1,0.5,0.5", "the frame has a row already"},
  };
  for (const auto& [row, why] : broken) {
    const auto read =
        Both("frame_id,label\nf1,cat\n", std::string("frame_id,cat,dog\nf1,1,0\n") + row + "\nf3,0,1e-400\n");
    EXPECT_EQ(read->Order(), "L:f1 P:f1 P:f3") << row;
    EXPECT_THAT(read->problems, ElementsAre(::testing::AllOf(HasSubstr("net.csv:3: "), HasSubstr(why)))) << row;
  }
}

TEST_F(FrameClassCsvTest, ABrokenHeaderStops) {
  EXPECT_THAT(Labels("frame_id,label,colour\n")->error, HasSubstr("labels.csv:1: unknown column colour"));
  EXPECT_THAT(Labels("frame_id,annotator\n")->error, HasSubstr("there is no column label"));
  EXPECT_THAT(Labels("frame_id,label,label\n")->error, HasSubstr("the column label occurs twice"));
  EXPECT_THAT(Labels("frame_id,label,\n")->error, HasSubstr("column 3 has no name"));
  EXPECT_THAT(Labels("frame_id,label\nf1,\"a")->error, HasSubstr("labels.csv:2: a quoted field never ends"));
}

}  // namespace
}  // namespace labelwatch
