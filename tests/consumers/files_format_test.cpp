// Compression, recognition of formats, broken files.

#include <gmock/gmock.h>

#include "consumers/files/dataset/event_time.h"
#include "consumers/files/text/byte_source.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kLabels = R"({"images":[{"id":1,"file_name":"1.jpg"}],"annotations":[],"categories":[]})";

class FileFormatTest : public ::testing::Test {
 protected:
  std::string ErrorOf(const std::string& content) { return ReadStream({folder_.Write("file", content)})->error; }
  std::string OrderOf(const std::string& content) { return ReadStream({folder_.Write("file", content)})->Order(); }
  TemporaryFolder folder_;
};

TEST_F(FileFormatTest, GzipIsToldFromContent) { EXPECT_EQ(OrderOf(Gzip(kLabels)), "L:1.jpg"); }

TEST_F(FileFormatTest, GzipMembersAreOneStream) {
  const std::string content = kLabels;
  EXPECT_EQ(OrderOf(Gzip(content.substr(0, 20)) + Gzip("") + Gzip(content.substr(20))), "L:1.jpg");
  EXPECT_EQ(OrderOf(Gzip(content) + std::string(512, '\0')), "L:1.jpg") << "zero padding as tapes and tar leave it";
}

TEST_F(FileFormatTest, TruncatedGzipIsOneSentence) {
  const std::string bytes = Gzip(kLabels);
  for (std::size_t size = 2; size < bytes.size(); ++size) {
    EXPECT_THAT(ErrorOf(bytes.substr(0, size)), HasSubstr("the gzip data ends early")) << size;
  }
}

TEST_F(FileFormatTest, DamagedGzipIsOneSentence) {
  std::string bytes = Gzip(std::string(kLabels) + std::string(1000, ' '));
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 0x55);  // the checksum
  EXPECT_THAT(ErrorOf(bytes), HasSubstr("the gzip data is damaged after"));
  EXPECT_THAT(ErrorOf(Gzip(kLabels) + "garbage"), HasSubstr("the gzip data is damaged after"));
}

TEST_F(FileFormatTest, LargeFilesPassThroughTheBuffer) {
  std::string content;
  for (int i = 0; i < 300'000; ++i) content += std::to_string(i) + "\n";  // 2 MB
  for (const std::string& bytes : {content, Gzip(content)}) {
    auto source = ByteSource::Open(folder_.Write("large", bytes));
    ASSERT_TRUE(source);
    std::string read;
    while (!(*source)->Window().empty()) {
      EXPECT_EQ((*source)->Offset(), read.size());
      read += (*source)->Window().substr(0, 100'001);
      (*source)->Skip(std::min<std::size_t>((*source)->Window().size(), 100'001));
    }
    EXPECT_FALSE((*source)->Failure());
    EXPECT_TRUE(read == content);
  }
}

TEST_F(FileFormatTest, FilesThatCannotBeReadAreNamed) {
  EXPECT_THAT(ReadStream({"/nowhere/labels.json"})->error,
              AllOf(HasSubstr("/nowhere/labels.json"), HasSubstr("No such")));
  const TemporaryFolder empty;
  const std::string file = empty.Write(".hidden", "");
  EXPECT_THAT(ReadStream({file.substr(0, file.rfind('/'))})->error, HasSubstr("holds no files of Pascal VOC, "));
}

TEST_F(FileFormatTest, WhatIsNotReadIsNamed) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("is empty"));
  EXPECT_THAT(ErrorOf(Gzip("")), HasSubstr("is empty"));
  EXPECT_THAT(ErrorOf("PK\x03\x04"), HasSubstr("zip archive"));
  EXPECT_THAT(ErrorOf("\x28\xB5\x2F\xFD...."), HasSubstr("zstd"));
  EXPECT_THAT(ErrorOf("<?xml version=\"1.0\"?><html/>"), HasSubstr("XML"));
  EXPECT_THAT(ErrorOf(R"([{"title":"a.jpg","shapes":[]}])"), HasSubstr("JSON of another kind"));
  EXPECT_THAT(ErrorOf("hello, world\n"), HasSubstr("expected COCO, "));
}

// What people give by mistake, and the way out.
TEST_F(FileFormatTest, WhatIsGivenByMistakeIsToldFromItsBytes) {
  const std::string tar = std::string(257, 'n') + "ustar" + std::string(250, '\0');
  std::string utf16 = "\xFF\xFE", utf16_unmarked;
  for (const char* c = kLabels; *c != 0; ++c) utf16_unmarked += {*c, '\0'};
  const std::pair<std::string, const char*> mistakes[] = {
      {Gzip(Gzip(kLabels)), "compressed twice"},
      {"\xFF\xD8\xFF\xE0 JFIF", "it is a picture"},
      {Png(10, 10), "it is a picture"},
      {utf16 + utf16_unmarked, "it is UTF-16 text; save it as UTF-8"},
      {utf16_unmarked, "it is UTF-16 text; save it as UTF-8"},
      {tar, "tar archive"},
      {Gzip(tar), "tar archive"},
      {std::string(5000, '\0'), "begins with zeros"},
      {"version https://git-lfs.github.com/spec/v1\noid", "git lfs pull"},
      {"\n<!DOCTYPE html><html>404", "what a server answered"},
      {R"([{"image":"1.jpg","id":1,"label":[{"x":1}],"annotator":1,"annotation_id":5}])", "JSON-MIN of Label Studio"},
      {R"({"id":1,"annotations":[],"data":{"image":"1.jpg"}})", "one task of Label Studio"},
      {R"({"id":1,"result":[],"task":{"id":1}})", "one annotation of a target storage"},
      {R"([{"image":"1.jpg","annotations":[{"label":"a","coordinates":{}}]}])", "CreateML"},
      {"MaskPath,ImageID,LabelName\n", "masks of Open Images"},
  };
  for (const auto& [content, why] : mistakes) EXPECT_THAT(ErrorOf(content), HasSubstr(why));
}

TEST_F(FileFormatTest, TheFileInAFolderThatIsReadByItselfIsNamed) {
  const std::string file = folder_.Write("instances.json", kLabels);
  EXPECT_THAT(ReadStream({file.substr(0, file.rfind('/'))})->error,
              HasSubstr("instances.json holds COCO ground truth: name the file itself"));
}

TEST_F(FileFormatTest, AFileThatIsGivenTwiceIsAMistake) {
  const std::string file = folder_.Write("file", kLabels);
  EXPECT_THAT(ReadStream({file, file})->error, HasSubstr("/file is given twice"));
}

TEST_F(FileFormatTest, LabelsAndPredictionsAreNotExchanged) {
  const std::string labels = folder_.Write("labels.json", kLabels);
  const std::string results =
      folder_.Write("results.json", R"([{"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":1}])");
  EXPECT_THAT(ReadStream({results})->error, HasSubstr("COCO results, which are predictions"));
  EXPECT_THAT(ReadStream({labels}, {{"m", labels}})->error, HasSubstr("COCO ground truth, which is labels"));
}

TEST_F(FileFormatTest, AByteOrderMarkAndSpaceAreReadOver) {
  EXPECT_EQ(OrderOf(std::string("\xEF\xBB\xBF\r\n ") + kLabels), "L:1.jpg");
  EXPECT_EQ(OrderOf("\xEF\xBB\xBF"
                    "frame_id,label\nf1,a\n"),
            "L:f1");
}

TEST_F(FileFormatTest, ALongHeadDoesNotHideTheKind) {
  const std::string info = R"({"info":{"description":")" + std::string(200'000, 'x') + R"("},)";
  EXPECT_EQ(OrderOf(info + std::string(kLabels).substr(1)), "L:1.jpg");
}

TEST_F(FileFormatTest, BrokenJsonNamesFileAndByte) {
  EXPECT_THAT(ErrorOf(R"({"images":[{"id":1,}]})"), AllOf(HasSubstr("/file: not JSON at byte 19: ")));
  EXPECT_THAT(ErrorOf(R"({"images":[{"id":1},)"), HasSubstr("the JSON text ends early, at byte 20"));
  EXPECT_THAT(ErrorOf(std::string(kLabels) + "x"), HasSubstr("not JSON at byte"));
  EXPECT_THAT(ErrorOf(std::string(kLabels) + kLabels), HasSubstr("Put them into one list"));
  EXPECT_THAT(ErrorOf(std::string(kLabels).substr(0, 40) + std::string(500, '\0')), HasSubstr("there are zeros"));
}

TEST(EventTimeTest, ReadsDatesAndUnixTimes) {
  EXPECT_EQ(ParseTime("2013-11-14 17:02:52"), 1384448572000);
  EXPECT_EQ(ParseTime("2013-11-14T17:02:52Z"), 1384448572000);
  EXPECT_EQ(ParseTime("2013-11-14T17:02:52.125Z"), 1384448572125);
  EXPECT_EQ(ParseTime("2013-11-14T17:02:52.125999"), 1384448572125);
  EXPECT_EQ(ParseTime("2013-11-14T19:02:52+02:00"), 1384448572000);
  EXPECT_EQ(ParseTime("2013-11-14T12:02:52-0500"), 1384448572000);
  EXPECT_EQ(ParseTime("2013/11/14 17:02"), 1384448520000);
  EXPECT_EQ(ParseTime("2013-11-14"), 1384387200000);
  EXPECT_EQ(ParseTime("1384448572"), 1384448572000);
  EXPECT_EQ(ParseTime("1384448572.5"), 1384448572500);
  EXPECT_EQ(ParseTime("1384448572000"), 1384448572000);
}

TEST(EventTimeTest, RefusesWhatIsNoTime) {
  for (const char* text : {"", "yesterday", "2013-13-01", "2013-02-30", "2013-11-14 25:00", "2013-11-14 17:02:52 CET",
                           "2013-11-14T", "-5", "0", "nan", "1e300", "2013-11-14 17:02:52."}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
}

TEST(EventTimeTest, DatesServeWhereAllAreThereAndNoneRunsBackwards) {
  DateOrder good, backwards, missing, one_for_all;
  for (const std::int64_t time : {1000, 1000, 2000}) good.Add(time);
  for (const std::int64_t time : {1000, 999}) backwards.Add(time);
  missing.Add(1000);
  missing.Add(std::nullopt);
  for (const std::int64_t time : {1000, 1000}) one_for_all.Add(time);
  EXPECT_TRUE(good.Usable());
  EXPECT_FALSE(backwards.Usable());
  EXPECT_FALSE(missing.Usable());
  EXPECT_FALSE(one_for_all.Usable()) << "that of the export";
}

}  // namespace
}  // namespace labelwatch
