#include <gmock/gmock.h>

#include "schema/recorded.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string LabelsJson(const std::string& frame_id) {
  return R"({"frameId":")" + frame_id + R"(","sequence":"s","eventTimeUnixMs":"5000","labels":[]})" + "\n";
}

// A labeled frame in binary.
std::string Labels(std::string_view frame_id) {
  LabeledFrame frame;
  frame.frame_id = frame_id;
  std::string bytes, out;
  Encode(frame, NameTable(1), bytes);
  AppendDelimited(bytes, out);
  return out;
}

std::string Predictions(std::string_view frame_id) {
  PredictedFrame frame;
  frame.frame_id = frame_id;
  frame.model = "net";
  std::string bytes, out;
  Encode(frame, NameTable(1), bytes);
  AppendDelimited(bytes, out);
  return out;
}

class RecordedStreamTest : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
};

TEST_F(RecordedStreamTest, ReadsLines) {
  const auto read = ReadStream({folder_.Write("labels.jsonl", LabelsJson("f1") + "\n" + LabelsJson("f2"))});
  ASSERT_EQ(read->error, "");
  EXPECT_EQ(read->Order(), "L:f1 L:f2");
  EXPECT_EQ(read->records[0]->key, "s");
  EXPECT_EQ(read->records[0]->timestamp_ms, 5000);
  EXPECT_EQ(read->records[1]->offset, 1);
  EXPECT_EQ(read->progress.total_frames, 2u);
}

TEST_F(RecordedStreamTest, ReadsDelimitedMessagesCompressedOrNot) {
  const std::string content = Labels("f1") + Labels("f2");
  for (const std::string& bytes : {content, Gzip(content)}) {
    const auto read = ReadStream({folder_.Write("labels.bin", bytes)});
    ASSERT_EQ(read->error, "");
    EXPECT_EQ(read->Order(), "L:f1 L:f2");
    EXPECT_EQ(read->records[0]->key, "f1");
    EXPECT_EQ(read->records[1]->timestamp_ms, 1577836800100);  // no time of its own
  }
}

TEST_F(RecordedStreamTest, TakesOneRecordOfEachStreamPerLabeledFrame) {
  const auto read =
      ReadStream({folder_.Write("labels.bin", Labels("f1") + Labels("f2"))},
                 {{"net", folder_.Write("net.bin", Predictions("f0") + Predictions("f1") + Predictions("f2"))}});
  EXPECT_EQ(read->Order(), "L:f1 P:f0 L:f2 P:f1 P:f2");
}

TEST_F(RecordedStreamTest, LabelsFindFrameClassPredictionsByFrameId) {
  const auto read = ReadStream({folder_.Write("labels.bin", Labels("f1") + Labels("f2"))},
                               {{"net", folder_.Write("net.csv", "frame_id,a\nf2,0.5\nf1,0.5\n")}});
  EXPECT_EQ(read->Order(), "L:f1 P:f1 L:f2 P:f2");
}

// What a message holds is for wire to judge: it becomes a dead letter there, not a hole in the stream.
TEST_F(RecordedStreamTest, PassesBrokenMessagesOn) {
  const auto read =
      ReadStream({folder_.Write("labels.jsonl", LabelsJson("f1") + "{\"frameId\":\n" + LabelsJson("f3"))});
  ASSERT_EQ(read->error, "");
  ASSERT_THAT(read->records, SizeIs(3));
  EXPECT_FALSE(read->records[1]->accepted);
  EXPECT_EQ(read->records[1]->key, "");
  EXPECT_TRUE(read->records[2]->accepted);
  std::string broken;
  AppendDelimited(
      "\x0A\x02"
      "f2\xFF",
      broken);
  EXPECT_EQ(ReadStream({folder_.Write("labels.bin", Labels("f1") + broken + Labels("f3"))})->records.size(), 3u);
}

TEST_F(RecordedStreamTest, ATruncatedMessageEndsTheFileWithItsPlace) {
  const std::string content = Labels("f1") + Labels("frame2");
  const auto read = ReadStream({folder_.Write("labels.bin", content.substr(0, content.size() - 3))});
  EXPECT_THAT(read->records, SizeIs(1));
  EXPECT_THAT(read->error,
              HasSubstr("labels.bin, byte " + std::to_string(Labels("f1").size()) + ": the last message is cut off"));
}

TEST_F(RecordedStreamTest, ALengthThatIsNoneEndsTheFile) {
  const auto read = ReadStream({folder_.Write("labels.bin", Labels("f1") + "\xFF\xFF\xFF\xFF\xFF\xFF")});
  EXPECT_THAT(read->error, HasSubstr("not the length of a message"));
}

// A message of 123 bytes begins like an object: its length is '{', the tag of its frame id a line end.
TEST_F(RecordedStreamTest, IsToldFromJsonThatBeginsAlike) {
  const std::string id(34, 'x');  // its length is a quotation mark
  LabeledFrame frame;
  frame.frame_id = id;
  const std::string source(123 - 36 - 2, 's');
  frame.source = source;
  std::string bytes, out;
  Encode(frame, NameTable(1), bytes);
  AppendDelimited(bytes, out);
  ASSERT_EQ(out.substr(0, 3), "{\n\"");
  EXPECT_EQ(ReadStream({folder_.Write("labels.bin", out)})->Order(), "L:" + id);
  EXPECT_EQ(ReadStream({folder_.Write("labels.json", "{\n\"images\":[{\"id\":1}],\"annotations\":[]}")})->Order(),
            "L:1");
}

}  // namespace
}  // namespace labelwatch
