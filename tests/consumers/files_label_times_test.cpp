// When labels were made, as each format says it; what is none; whether every frame has one.

#include <gmock/gmock.h>

#include "consumers/files/dataset/label_set.h"
#include "consumers/files/dataset/label_time.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kNewYear = 1704067200000;  // 2024-01-01
constexpr std::int64_t kDay = 86'400'000;

TEST(LabelTimeTest, MailDatesAreRead) {
  EXPECT_EQ(ParseTime("Mon, 01 Jan 2024 00:00:00 GMT"), kNewYear);
  EXPECT_EQ(ParseTime("Tue, 31 Dec 2024 23:59:59 UTC"), kNewYear + 366 * kDay - 1000);
  for (const char* text : {"Mon, 01 anF 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 CET",
                           "Mon, 32 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00.00.00 GMT"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
}

TEST(LabelTimeTest, IsWrittenAsItIsRead) {
  EXPECT_EQ(IsoTime(kNewYear), "2024-01-01T00:00:00Z");
  EXPECT_EQ(IsoTime(kNewYear + kDay + 25), "2024-01-02T00:00:00.025Z");
  EXPECT_EQ(ParseTime("2024-01-02T00:00:00.025Z"), kNewYear + kDay + 25);
}

TEST(LabelTimeTest, LiesWithinTheYears2000To2099) {
  for (const char* text : {"2000-01-01", "2099-12-31T23:59:59.999Z"})
    EXPECT_TRUE(IsLabelTime(*ParseTime(text))) << text;
  for (const char* text : {"1999-12-31T23:59:59.999Z", "2100-01-01"}) EXPECT_FALSE(IsLabelTime(*ParseTime(text)));
}

TEST(LabelTimeTest, ASetHasThemWhereEveryFrameHasOne) {
  NameTable classes(10);
  LabelSet set(classes);
  EXPECT_EQ(set.LabelTimes(), std::nullopt) << "there is no frame";
  LabeledFrame frame;
  for (const char* name : {"1.jpg", "2.jpg"}) {
    frame.Clear();
    frame.frame_id = name;
    frame.labeled_at_ms = kNewYear;
    ASSERT_TRUE(set.Add(frame));
  }
  EXPECT_FALSE(set.Add(frame)) << "it is there already, and does not count";
  EXPECT_EQ(set.LabelTimes(), (LabelSpan{kNewYear, kNewYear}));
  frame.Clear();
  frame.frame_id = "3.jpg";
  ASSERT_TRUE(set.Add(frame));
  EXPECT_EQ(set.LabelTimes(), std::nullopt);
}

// Files are read by a stream, as replay reads them.
class FilesLabelTimesTest : public ::testing::Test {
 protected:
  void Read(const std::vector<std::string>& files) {
    read_ = ReadStream(files);
    ASSERT_EQ(read_->error, "");
    every_frame_ = (*OpenRecordStream(files, {}))->LabelTimes().has_value();
  }
  void Read(const std::string& name, const std::string& content) { Read({folder_.Write(name, content)}); }
  std::vector<std::int64_t> Times() const {
    std::vector<std::int64_t> times;
    for (const auto& record : read_->records) times.push_back(record->labels.labeled_at_ms);
    return times;
  }

  const TemporaryFolder folder_;
  std::unique_ptr<ReadFiles> read_;
  bool every_frame_ = false;
};

// ------------------------------------------------------------------------------------------------------------- COCO

std::string Coco(const std::string& images, const std::string& annotations) {
  return R"({"categories":[{"id":1,"name":"dog"}],"annotations":[)" + annotations + R"(],"images":[)" + images + "]}";
}
std::string CocoImage(int id, const std::string& more) {
  const std::string number = std::to_string(id);
  return R"({"id":)" + number + R"(,"file_name":")" + number + R"(.jpg")" + more + "}";
}
std::string Dog(const std::string& more, int category = 1) {
  return R"({"image_id":1,"bbox":[1,2,3,4],"category_id":)" + std::to_string(category) + more + "}";
}

TEST_F(FilesLabelTimesTest, ACocoFrameWasLabeledWhenTheLastOfItsAnnotationsWas) {
  const std::string early = R"(,"labeled_at":"2024-01-01T00:00:00Z")", late = R"(,"labeled_at":"2024-01-02")";
  const std::string images = CocoImage(1, R"(,"labeled_at":"2025-01-01")") + "," + CocoImage(2, late);
  Read("coco.json", Coco(images, Dog(late) + "," + Dog(early) + "," + Dog(R"(,"labeled_at":"2026-01-01")", 9)));
  EXPECT_THAT(Times(), ElementsAre(kNewYear + kDay, kNewYear + kDay)) << "the last annotation was left out";
  EXPECT_TRUE(every_frame_);
  const std::string before = R"({"images":[)" + images + R"(],"categories":[{"id":1,"name":"dog"}],"annotations":[)";
  Read("coco.json", before + Dog(early) + "]}");
  EXPECT_THAT(Times(), ElementsAre(kNewYear, kNewYear + kDay)) << "of images that come first, too";
}

TEST_F(FilesLabelTimesTest, OneFrameWithoutLeavesTheOrderOfTheFrames) {
  const std::string one = CocoImage(1, R"(,"labeled_at":"2024-01-01")");
  Read("coco.json", Coco(one + "," + CocoImage(2, ""), ""));
  EXPECT_THAT(Times(), ElementsAre(kNewYear, 0));
  EXPECT_FALSE(every_frame_);
  const std::string timed = folder_.Write("timed.json", Coco(one, ""));
  Read({timed, folder_.Write("not.json", Coco(CocoImage(3, ""), ""))});
  EXPECT_FALSE(every_frame_) << "of another file";
}

TEST_F(FilesLabelTimesTest, WhatIsNoneIsCountedAndNotUsed) {
  const char* none[] = {R"("99999-01-01T00:00:00Z")",
                        R"("9999-12-31")",
                        "-1704067200",
                        "20240101",
                        "1e300",
                        R"("soon")",
                        R"({"at":"2024"})",
                        "true"};
  std::string annotations = Dog(R"(,"labeled_at":"1704067200")") + "," + Dog(R"(,"labeled_at":null)");
  for (const std::string time : none) annotations += "," + Dog(R"(,"labeled_at":)" + time);
  Read("coco.json", Coco(CocoImage(1, ""), annotations));
  EXPECT_THAT(Times(), ElementsAre(kNewYear)) << "a number may be a text";
  EXPECT_EQ(read_->Labels(0).labels.size(), 10u);
  EXPECT_EQ(read_->progress.skipped, 0u);
  EXPECT_THAT(read_->problems, ElementsAre(HasSubstr("coco.json: 8 times of labels are no dates of the years 2000")));
}

TEST_F(FilesLabelTimesTest, WhoLabeledAnAnnotationGoesBeforeWhoLabeledTheImage) {
  Read("coco.json", Coco(CocoImage(1, R"(,"annotator":"ann")"), Dog(R"(,"annotator":"bob")") + "," + Dog("")));
  const LabeledFrame& frame = read_->Labels(0);
  EXPECT_EQ(frame.annotator, "ann");
  EXPECT_EQ(frame.labels.at(0).annotator, "bob");
  EXPECT_EQ(frame.labels.at(1).annotator, "") << "that of the frame";
}

// ----------------------------------------------------------------------------------------------------- Label Studio

std::string Task(int id, const std::string& annotations) {
  return R"({"data":{"image":")" + std::to_string(id) + R"(.jpg"},"annotations":[)" + annotations + "]}";
}

TEST_F(FilesLabelTimesTest, OfLabelStudioItIsThatOfTheAnnotationThatIsRead) {
  const std::string created = R"("created_at":"2024-01-01T00:00:00.000000Z")";
  const std::string updated = R"({"result":[],)" + created + R"(,"updated_at":"2024-01-02T00:00:00.5Z"})";
  Read("ls.json", "[" + Task(1, updated + R"(,{"result":[],"updated_at":"2024-01-01"})") + "," +
                      Task(2, R"({"result":[],)" + created + "}") + "]");
  EXPECT_THAT(Times(), ElementsAre(kNewYear + kDay + 500, kNewYear));
  EXPECT_TRUE(every_frame_);
  EXPECT_THAT(read_->problems, ElementsAre(HasSubstr("of 1 tasks with several annotations")));
}

TEST_F(FilesLabelTimesTest, OfLabelStudioWhatIsNoneLeavesTheFrameWithoutOne) {
  Read("ls.json", "[" + Task(1, R"({"result":[],"updated_at":"99999-01-01","created_at":-5})") + "," +
                      Task(2, R"({"result":[],"updated_at":"soon","created_at":1704067200})") + "," +
                      Task(3, R"({"result":[],"updated_at":null})") + "]");
  EXPECT_THAT(Times(), ElementsAre(0, kNewYear, 0));
  EXPECT_FALSE(every_frame_);
  EXPECT_THAT(read_->problems, ElementsAre(HasSubstr("ls.json: 3 times of labels are no dates")));
}

// ----------------------------------------------------------------------------------------------------------- Encord

std::string Boat(const std::string& more) {
  return R"({"name":"Boat","objectHash":"a","boundingBox":{"x":0.25,"y":0.5,"w":0.5,"h":0.25})" + more + "}";
}
std::string Picture(int id, const std::string& objects, const std::string& classifications = "") {
  const std::string number = std::to_string(id);
  return "\"" + number + R"(":{"data_title":")" + number + R"(.jpg","width":200,"height":100,"labels":{"objects":[)" +
         objects + R"(],"classifications":[)" + classifications + "]}}";
}
std::string LabelRow(const std::string& units, const std::string& more = "") {
  return R"({"label_status":"LABELLED")" + more + R"(,"data_units":{)" + units + "}}";
}
const std::string kCreated = R"(,"createdAt":"Mon, 01 Jan 2024 00:00:00 UTC")";

TEST_F(FilesLabelTimesTest, OfEncordItIsTheLatestOfWhatThePictureHolds) {
  const std::string edited = R"(,"lastEditedAt":"Tue, 02 Jan 2024 00:00:00 GMT")";
  Read("encord.json",
       "[" +
           LabelRow(Picture(1, Boat(kCreated)) + "," + Picture(2, Boat(kCreated + edited) + "," + Boat(kCreated)) +
                    "," + Picture(3, Boat(kCreated), R"({"classificationHash":"c")" + edited + "}")) +
           "]");
  EXPECT_THAT(Times(), ElementsAre(kNewYear, kNewYear + kDay, kNewYear + kDay));
  EXPECT_TRUE(every_frame_);
  EXPECT_THAT(read_->problems, IsEmpty());
}

TEST_F(FilesLabelTimesTest, OfEncordAPictureThatHoldsNothingHasTheTimeOfItsRow) {
  const std::string units = Picture(1, "") + "," + Picture(2, Boat(kCreated));
  const std::string row =
      LabelRow(units, R"(,"created_at":"2024-01-01 00:00:00","last_edited_at":"2024-01-03 00:00:00")");
  for (const std::string& content : {"[" + row + "]", row}) {
    Read("encord.json", content);
    EXPECT_THAT(Times(), ElementsAre(kNewYear + 2 * kDay, kNewYear));
    EXPECT_TRUE(every_frame_);
  }
  Read("encord.json", LabelRow(units));
  EXPECT_FALSE(every_frame_);
}

TEST_F(FilesLabelTimesTest, OfEncordWhatIsNoneIsCounted) {
  Read("encord.json", LabelRow(Picture(1, Boat(R"(,"createdAt":"Mon, 41 Jan 2024 00:00:00 UTC","lastEditedAt":7)"))));
  EXPECT_THAT(Times(), ElementsAre(0));
  EXPECT_EQ(read_->Labels(0).labels.size(), 1u);
  EXPECT_THAT(read_->problems, ElementsAre(HasSubstr("encord.json: 2 times of labels are no dates")));
}

// ----------------------------------------------------------------------------------------------- formats without any

// Renaming a task changes `updated`, and the export has one `dumped`.
TEST_F(FilesLabelTimesTest, DatesOfACvatExportAreNone) {
  Read("cvat.xml", R"(<annotations><meta><task><id>5</id><name>t</name><size>1</size><mode>annotation</mode>
    <created>2024-01-01 10:00:00.5+00:00</created><updated>2024-01-02 10:00:00+00:00</updated></task>
    <dumped>2024-01-03 10:00:00+00:00</dumped></meta><image id="0" name="1.jpg"/></annotations>)");
  EXPECT_THAT(Times(), ElementsAre(0));
  EXPECT_FALSE(every_frame_);
}

TEST_F(FilesLabelTimesTest, TheTimeOfAFrameClassIsThatOfTheFrame) {
  Read("labels.csv", "frame_id,label,time\nf1,a,2024-01-01\nf2,a,2024-01-02\n");
  EXPECT_THAT(Times(), ElementsAre(0, 0));
  EXPECT_EQ(read_->Labels(0).event_time_ms, kNewYear);
  EXPECT_FALSE(every_frame_);
}

}  // namespace
}  // namespace labelwatch
