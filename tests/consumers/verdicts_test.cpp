// Verdicts out of files: which count, what they decide, and how often the monitor was right.

#include "consumers/labeling/verdicts.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "consumers/labeling/precision.h"
#include "schema/finding_id.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class VerdictsTest : public testing::Test {
 protected:
  Verdicts Read(const std::string& text) {
    const std::string path = folder_ / "verdicts.jsonl";
    std::ofstream(path, std::ios::binary) << text;
    auto verdicts = Verdicts::Read(std::vector{path});
    EXPECT_TRUE(verdicts) << verdicts.error().message;
    return *verdicts;
  }
  static FindingRecord Finding(Kind kind, const std::string& frame, const std::string& label) {
    FindingRecord finding;
    finding.frame_id = frame;
    finding.kind = kind;
    finding.detector = "d";
    finding.label_id = label;
    finding.id = FindingId(finding);
    return finding;
  }
  static std::string Line(const FindingRecord& finding, const std::string& verdict, int at = 0) {
    return R"({"finding_id":")" + finding.id + R"(","verdict":")" + verdict + R"(","frame_id":")" + finding.frame_id +
           R"(","kind":")" + std::string(KindWord(finding.kind)) + R"(","class_name":"dog","model":"yolo","score":1,)" +
           R"("decided_at_unix_ms":)" + std::to_string(at) + "}\n";
  }

  const TemporaryFolder folder_;
};

TEST_F(VerdictsTest, DecidedIsWhatIsAnErrorOrNone) {
  const auto one = Finding(Kind::kMissing, "a", ""), two = Finding(Kind::kSpurious, "a", "2"),
             three = Finding(Kind::kSpurious, "a", "3"), four = Finding(Kind::kSpurious, "a", "4");
  const Verdicts verdicts = Read(Line(one, "accepted") + Line(two, "rejected") + Line(three, "undecided"));
  EXPECT_TRUE(verdicts.Decided(one) && verdicts.Decided(two));
  EXPECT_FALSE(verdicts.Decided(three)) << "somebody else may know";
  ASSERT_NE(verdicts.Of(three), nullptr);
  EXPECT_EQ(verdicts.Of(four), nullptr);
}

TEST_F(VerdictsTest, TheLatestOfOneFindingCountsWhereverItStands) {
  const auto finding = Finding(Kind::kSpurious, "a", "2");
  const Verdicts verdicts =
      Read(Line(finding, "accepted", 5) + Line(finding, "rejected", 9) + Line(finding, "accepted", 7));
  ASSERT_EQ(verdicts.All().size(), 1u);
  EXPECT_EQ(verdicts.All()[0].decision, Decision::kRejected);
  EXPECT_EQ(verdicts.Replaced(), 2u);
  EXPECT_EQ(Read(Line(finding, "accepted") + Line(finding, "rejected")).All()[0].decision, Decision::kRejected);
}

TEST_F(VerdictsTest, ALineByHandNamesFrameKindAndLabel) {
  const Verdicts verdicts = Read(R"({"frame_id":"a","kind":"spurious","label_id":"2","verdict":"rejected"}
{"frame_id":"a","kind":"missing","verdict":"accepted"})");
  EXPECT_TRUE(verdicts.Decided(Finding(Kind::kSpurious, "a", "2")));
  EXPECT_FALSE(verdicts.Decided(Finding(Kind::kSpurious, "a", "3")));
  EXPECT_TRUE(verdicts.Decided(Finding(Kind::kMissing, "a", "")));
  EXPECT_FALSE(verdicts.Decided(Finding(Kind::kMissing, "b", "")));
}

TEST_F(VerdictsTest, ABrokenLineIsLeftOutCountedAndNamed) {
  const auto finding = Finding(Kind::kSpurious, "a", "2");
  const Verdicts verdicts =
      Read("\xEF\xBB\xBF" + Line(finding, "rejected") + "\n \r\n{broken\n{\"verdict\":\"odd\"}\n" +
           std::string(100'000, '[') + "\n" + std::string("\0\xff", 2) + "\n");
  EXPECT_TRUE(verdicts.Decided(finding));
  EXPECT_EQ(verdicts.Problems().LeftOutCount(), 4u);
  EXPECT_THAT(verdicts.Problems().FirstLeftOut(), HasSubstr("verdicts.jsonl:4: not JSON at byte 1"));
}

TEST_F(VerdictsTest, WhatIsSaidOfAWholeFrameIsForTheServiceThatAsked) {
  const Verdicts verdicts = Read(R"({"request_id":"6f.audit","frame_id":"a","verdict":"accepted"})");
  EXPECT_TRUE(verdicts.All().empty());
  EXPECT_THAT(verdicts.Problems().FirstLeftOut(), HasSubstr("verdicts.jsonl:1: is about a frame as a whole"));
}

TEST_F(VerdictsTest, AFileThatCannotBeReadIsAnError) {
  EXPECT_FALSE(Verdicts::Read(std::vector<std::string>{folder_ / "none.jsonl"}));
}

TEST_F(VerdictsTest, PrecisionCountsErrorsAmongTheDecided) {
  std::string lines;
  for (int i = 0; i < 10; ++i) {
    lines += Line(Finding(Kind::kMissing, "f" + std::to_string(i), ""), i < 6   ? "accepted"
                                                                        : i < 8 ? "rejected"
                                                                                : "undecided");
  }
  lines += Line(Finding(Kind::kDuplicate, "f", "1"), "corrected");
  lines += "{\"finding_id\":\"without a kind\",\"verdict\":\"accepted\"}\n";
  const Verdicts verdicts = Read(lines);
  std::vector<std::string> rows;
  for (const PrecisionRow& row : PrecisionOf(verdicts.All())) {
    rows.push_back(row.dimension + " " + row.value + " " + std::to_string(row.errors) + "/" +
                   std::to_string(row.decided));
  }
  EXPECT_THAT(rows, ElementsAre("kind missing 6/8", "kind duplicate 1/1", "class dog 7/9", "model yolo 7/9"));
  EXPECT_EQ(PrecisionOf(verdicts.All())[0].Bounds(), Wilson(6, 8));
  const std::string text = PrecisionText(verdicts);
  EXPECT_THAT(text, HasSubstr("verdicts: 12, 7 accepted, 1 corrected, 2 rejected, 2 undecided\n"));
  EXPECT_THAT(text, HasSubstr("6 of 8       75 % (41 to 93)"));
  EXPECT_THAT(PrecisionJson(verdicts), HasSubstr(R"("value":"missing","errors":6,"decided":8,"share":0.75,"low":0.4)"));
}

}  // namespace
}  // namespace labelwatch
