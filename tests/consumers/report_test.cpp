// Which frames a report keeps, and what it says about them.

#include "consumers/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "schema/shape_codec.h"
#include "tests/detectors/frame_builder.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class NoOutputs : public Outputs {
 public:
  void Judged(const JoinedFrame&, const Calibration&, const Judgement&, const Inspector&) override { ++judged; }
  void Refused(const Record&, Rejection) override {}
  int judged = 0;
};

class ReportTest : public testing::Test {
 protected:
  // A report of the frames, in the order given.
  std::string DataOf(std::vector<FrameBuilder*> frames, std::size_t keep, const std::string& images = "") {
    auto report = Report::Start({folder_ / "report", images, keep}, names_.classes, next_, verdicts_);
    EXPECT_TRUE(report) << report.error().message;
    InspectOptions options;
    options.frozen = true;
    Inspector inspector(options, names_.classes);
    FrameCounter counter(names_);
    StreamCounts counts;
    LearningTally sums;
    for (FrameBuilder* frame : frames) {
      const Judgement judgement = inspector.Inspect(frame->Frame(), {}, sums);
      counter.Count(frame->Frame(), judgement, 0, counts);
      (*report)->Judged(frame->Frame(), {}, judgement, inspector);
    }
    EXPECT_TRUE((*report)->Finish(counts, names_));
    missing_pictures_ = (*report)->MissingPictures();
    return AllData();
  }
  // The index and its parts, in the order of their names.
  std::string AllData() const {
    std::vector<std::filesystem::path> files = {folder_ / "report" / "data.js"};
    for (const auto& part : std::filesystem::directory_iterator(folder_ / "report" / "data")) files.push_back(part);
    std::sort(files.begin() + 1, files.end());
    std::string data;
    for (const auto& path : files) {
      std::ifstream file(path);
      data.append(std::istreambuf_iterator<char>(file), {});
    }
    return data;
  }
  // Two labels of one object; the nearer they lie, the surer it is a duplicate.
  FrameBuilder& Duplicate(const std::string& id, double shift) {
    FrameBuilder& frame = frames_.emplace_back(names_.classes);
    frame.Label("dog", {20, 20, 100, 100}).Label("dog", {20 + shift, 20, 100 + shift, 100});
    frame.Labels().frame_id = texts_.emplace_back(id);
    return frame;
  }

  Names names_;
  NoOutputs next_;
  const TemporaryFolder folder_;
  std::deque<FrameBuilder> frames_;
  std::deque<std::string> texts_;
  std::size_t missing_pictures_ = 0;
  const Verdicts* verdicts_ = nullptr;
};

TEST_F(ReportTest, KeepsTheWorstFramesAndCountsAll) {
  const std::string data = DataOf({&Duplicate("mild", 16), &Duplicate("worst", 4), &Duplicate("bad", 14)}, 2);
  EXPECT_LT(data.find("\"worst\""), data.find("\"bad\""));
  EXPECT_THAT(data, Not(HasSubstr("\"mild\"")));
  EXPECT_THAT(data, HasSubstr("\"totals\":{\"frames\":3"));
  EXPECT_EQ(next_.judged, 3) << "everything goes on to the outputs behind it";
}

TEST_F(ReportTest, TheSameFramesInAnotherOrderGiveTheSameReport) {
  FrameBuilder &a = Duplicate("a", 0), &b = Duplicate("b", 0), &c = Duplicate("c", 0);
  const std::string forward = DataOf({&a, &b, &c}, 2), backward = DataOf({&c, &b, &a}, 2);
  EXPECT_EQ(forward, backward);
  EXPECT_THAT(forward, Not(HasSubstr("\"c\"")));
}

TEST_F(ReportTest, OutlinesAreDrawnAndNumbersThatAreNoneAreNot) {
  FrameBuilder& frame = Duplicate("shapes", 0);
  std::string polygon, mask, turned;
  std::vector<Ring> rings(2);
  rings[0].xy = {0, 0, 50, 0, 50, 50};
  rings[1].xy = {10, 5, 20, 5, 20, 15};
  rings[1].hole = true;
  const auto add = [&](const Shape& shape) {
    frame.Label("cat", shape.bounds);
    frame.Labels().labels.back().shape = shape;
  };
  add(EncodePolygon(rings, polygon));
  add(EncodeMask({4, 3, {5, 2, 5}}, mask));
  add(EncodeRotatedBox({50, 50, 20, 10, 90}, turned));
  frame.Label("cat", {std::numeric_limits<double>::quiet_NaN(), 0, 5, 5});
  const std::string data = DataOf({&frame}, 5);
  EXPECT_THAT(data, HasSubstr("[0.0,0.0,50.0,0.0,50.0,50.0],[10.0,5.0,20.0,5.0,20.0,15.0]"));
  EXPECT_THAT(data, HasSubstr("\"mask\":{\"width\":4,\"height\":3,\"counts\":[5,2,5]}"));
  EXPECT_THAT(data, HasSubstr("\"rings\":[[55"));
  EXPECT_THAT(data, Not(HasSubstr("NaN")));
}

TEST_F(ReportTest, PicturesAreTakenFromBelowTheirFolderAlone) {
  std::filesystem::create_directories(folder_ / "pictures" / "day");
  std::ofstream(folder_ / "pictures" / "day" / "a.jpg") << "jpeg";
  std::ofstream(folder_ / "secret.jpg") << "secret";
  std::filesystem::create_directory(folder_ / "pictures" / "b.jpg");
  FrameBuilder &inside = Duplicate("inside", 0), &outside = Duplicate("outside", 1), &folder = Duplicate("folder", 2),
               &text = Duplicate("text", 3), &absolute = Duplicate("absolute", 4);
  const std::string secret = (folder_ / "secret.jpg").string();
  inside.Labels().image_uri = "day/a.jpg";
  outside.Labels().image_uri = "../secret.jpg";
  folder.Labels().image_uri = "b.jpg";
  text.Labels().image_uri = "day/a.html";
  absolute.Labels().image_uri = secret;
  const std::string data = DataOf({&inside, &outside, &folder, &text, &absolute}, 9, (folder_ / "pictures").string());
  EXPECT_THAT(data, ContainsRegex("\\{\"picture\":\"images/00001.jpg\",\"id\":\"inside\""));
  EXPECT_THAT(data, ContainsRegex("\\{\"picture\":\"\",\"id\":\"outside\""));
  EXPECT_EQ(missing_pictures_, 4u);
  std::size_t copied = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_ / "report" / "images"))
    ++copied;
  EXPECT_EQ(copied, 1u);
}

TEST_F(ReportTest, OfEachKindTheWorstAreKeptWhereOthersScoreHigher) {
  FrameBuilder& conflicting = frames_.emplace_back(names_.classes);
  conflicting.Label("dog", {20, 20, 100, 100}).Label("cat", {20, 20, 100, 88});
  conflicting.Labels().frame_id = texts_.emplace_back("of another kind");
  const std::string data = DataOf({&Duplicate("a", 0), &Duplicate("b", 0), &conflicting}, 2);
  EXPECT_THAT(data, HasSubstr("\"ids\":[\"a\",\"b\",\"of another kind\"]"));
}

TEST_F(ReportTest, FindingsStandWorstFirstAsColumnsAndAsLines) {
  const std::string data = DataOf({&Duplicate("mild", 16), &Duplicate("worst", 4)}, 9);
  EXPECT_THAT(data, HasSubstr("\"frame\":[0,1]}"));
  EXPECT_THAT(data, HasSubstr("\"kinds\":[\"\",\"duplicate\"]"));
  EXPECT_THAT(
      data,
      ContainsRegex(
          "REPORT_PART\\('findings', 0, \\[\\{\"line\":\\{\"finding_id\":\"[0-9a-f]{32}\",\"frame_id\":\"worst\""));
  EXPECT_THAT(data, HasSubstr("\"label\":1,\"shapes\":[{\"box\":["));
}

TEST_F(ReportTest, WhatIsDecidedIsNotInIt) {
  const std::string before = DataOf({&Duplicate("a", 0), &Duplicate("b", 1)}, 9);
  const auto at = before.find("\"finding_id\":\"") + 14;
  const std::string path = folder_ / "verdicts.jsonl";
  std::ofstream(path) << "{\"verdict\":\"rejected\",\"finding_id\":\"" << before.substr(at, 32) << "\"}\n";
  const auto verdicts = Verdicts::Read(std::vector{path});
  ASSERT_TRUE(verdicts);
  verdicts_ = &*verdicts;
  const std::string after = DataOf({&Duplicate("a", 0), &Duplicate("b", 1)}, 9);
  EXPECT_THAT(before, HasSubstr("\"ids\":[\"a\",\"b\"]"));
  EXPECT_THAT(after, HasSubstr("\"ids\":[\"b\"]"));
}

}  // namespace
}  // namespace labelwatch
