// What a finding is called, and what is decided about it.

#include "schema/verdict.h"

#include <gmock/gmock.h>

#include <limits>
#include <set>

#include "schema/finding_id.h"
#include "schema/output.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

FindingRecord OfLabel() {
  FindingRecord finding;
  finding.frame_id = "a.jpg";
  finding.kind = Kind::kWrongClass;
  finding.detector = "wrong_class";
  finding.label_id = "17";
  finding.class_name = "dog";
  finding.suggested_class = "cat";
  finding.box = Box{1, 2, 3, 4};
  finding.suggested_box = Box{1, 2, 3, 5};
  return finding;
}

FindingRecord OfAbsence() {
  FindingRecord finding;
  finding.frame_id = "a.jpg";
  finding.kind = Kind::kMissing;
  finding.detector = "missing";
  finding.suggested_class = "cat";
  finding.suggested_box = Box{1, 2, 3, 4};
  return finding;
}

TEST(FindingIdTest, IsTheSameOnEveryPlatformAndForEver) {
  EXPECT_EQ(FindingId(OfLabel()), "085ae90af589f5bc577736a62867d095");
  EXPECT_EQ(FindingId(OfAbsence()), "0f9c0279b812c757488053919f045a0c");
}

TEST(VerdictTest, WhatIsStillOpenOrChangedSaysSo) {
  Verdict verdict;
  verdict.finding = OfLabel();
  verdict.decision = Decision::kUndecided;
  verdict.still_open = verdict.changed = true;
  std::string line;
  AppendVerdictJson(verdict, line);
  auto back = VerdictFromJson(line);
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->still_open);
  EXPECT_TRUE(back->changed);
  back = VerdictFromJson(R"({"finding_id":"f","verdict":"rejected","still_open":true,"changed":"yes"})");
  ASSERT_TRUE(back);
  EXPECT_FALSE(back->still_open) << "it says a decision";
  EXPECT_FALSE(back->changed);
}

TEST(FindingIdTest, WhatTheMonitorLearnsDoesNotMoveIt) {
  FindingRecord later = OfLabel();
  later.score = 7;
  later.probability = 0.9;
  later.evidence = "says more";
  later.model = "yolo@9";
  later.flagged = true;
  later.calibration_version = 12;
  later.annotator = "ann";
  later.suggested_box = Box{1, 2, 3, 6};  // of the same object, by another model
  EXPECT_EQ(FindingId(later), FindingId(OfLabel()));
}

TEST(FindingIdTest, AnotherQuestionHasAnotherOne) {
  std::set<std::string> ids = {FindingId(OfLabel()), FindingId(OfAbsence())};
  const auto other = [&](FindingRecord finding, auto change) {
    change(finding);
    ids.insert(FindingId(finding));
  };
  other(OfLabel(), [](FindingRecord& f) { f.frame_id = "b.jpg"; });
  other(OfLabel(), [](FindingRecord& f) { f.kind = Kind::kInaccurate; });
  other(OfLabel(), [](FindingRecord& f) { f.detector = "other"; });
  other(OfLabel(), [](FindingRecord& f) { f.label_id = "18"; });
  other(OfLabel(), [](FindingRecord& f) { f.label_id.clear(); });
  other(OfLabel(), [](FindingRecord& f) { f.class_name = "cow"; });
  other(OfLabel(), [](FindingRecord& f) { f.suggested_class = "cow"; });
  other(OfLabel(), [](FindingRecord& f) { f.box->x_max += 0.02; });
  other(OfAbsence(), [](FindingRecord& f) { f.suggested_box->y_min += 0.02; });
  other(OfAbsence(), [](FindingRecord& f) { f.suggested_box.reset(); });
  other(OfAbsence(), [](FindingRecord& f) { f.suggested_class = "dog"; });
  EXPECT_EQ(ids.size(), 13u);
}

TEST(FindingIdTest, AnyNumbersHaveOne) {
  for (const double side : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1e300}) {
    FindingRecord finding = OfLabel();
    finding.box->x_min = side;
    EXPECT_EQ(FindingId(finding).size(), 32u);
  }
}

TEST(FindingIdTest, AFindingLineCarriesIt) {
  FindingRecord finding = OfLabel();
  finding.id = FindingId(finding);
  std::string line;
  AppendFindingJson(finding, line);
  EXPECT_EQ(FindingFromJson(line)->id, finding.id);
  // Lines of earlier versions have none: it follows.
  line.erase(1, line.find("\"frame_id\"") - 1);
  EXPECT_EQ(FindingFromJson(line)->id, finding.id);
}

TEST(VerdictTest, ComesBackAsItWas) {
  Verdict verdict;
  verdict.decision = Decision::kCorrected;
  verdict.finding = OfLabel();
  verdict.finding.id = FindingId(verdict.finding);
  verdict.finding.score = 1.5;
  verdict.finding.probability = 0.5;
  verdict.finding.prior = 0.25;
  verdict.note = "a \"wolf\"\n</script>";
  verdict.reviewer = "ann";
  verdict.decided_at_ms = 1'764'412'345'678;
  std::string line;
  AppendVerdictJson(verdict, line);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto back = VerdictFromJson(line);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->decision, Decision::kCorrected);
  EXPECT_EQ(back->finding.id, verdict.finding.id);
  EXPECT_TRUE(back->kind_known && back->score_known && !back->id_follows);
  EXPECT_EQ(back->finding.score, 1.5);
  EXPECT_EQ(back->finding.prior, 0.25);
  EXPECT_EQ(back->note, verdict.note);
  EXPECT_EQ(back->reviewer, "ann");
  EXPECT_EQ(back->decided_at_ms, verdict.decided_at_ms);
}

TEST(VerdictTest, AFindingLineBecomesOneByItsVerdict) {
  FindingRecord finding = OfLabel();
  finding.score = 2;
  std::string line;
  AppendFindingJson(finding, line);
  line.insert(1, R"("verdict":"rejected",)");
  const auto verdict = VerdictFromJson(line);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->finding.id, FindingId(finding));
  EXPECT_EQ(SaysError(verdict->decision), false);
}

TEST(VerdictTest, LittleIsEnough) {
  EXPECT_TRUE(VerdictFromJson(R"({"finding_id":"ab","verdict":"undecided"})"));
  EXPECT_TRUE(VerdictFromJson(R"({"frame_id":"a.jpg","kind":"spurious","label_id":"7","verdict":"accepted"})"));
  EXPECT_EQ(SaysError(Decision::kUndecided), std::nullopt);
  EXPECT_EQ(SaysError(Decision::kExpired), std::nullopt);
  EXPECT_EQ(SaysError(Decision::kCorrected), true);
}

TEST(VerdictTest, WhatIsNoneIsSaidSo) {
  const auto why = [](const char* line) {
    const auto verdict = VerdictFromJson(line);
    return verdict ? std::string("none") : verdict.error().message;
  };
  EXPECT_THAT(why("{"), HasSubstr("not JSON at byte 1"));
  EXPECT_THAT(why("[]"), HasSubstr("must be a JSON object"));
  EXPECT_THAT(why(R"({"finding_id":"ab"})"), HasSubstr("'' is no verdict; it is one of accepted, corrected"));
  EXPECT_THAT(why("{\"finding_id\":\"ab\",\"verdict\":\"yes\\u001b[2J\"}"), HasSubstr("'yes\\x1b[2J' is no verdict"));
  EXPECT_THAT(why(R"({"verdict":"accepted"})"), HasSubstr("a finding_id, or a frame_id and a kind"));
  EXPECT_THAT(why(R"({"verdict":"accepted","frame_id":"a","kind":"odd"})"), HasSubstr("unknown kind of finding 'odd'"));
  EXPECT_THAT(why("{\"finding_id\":\"\xff\",\"verdict\":\"accepted\"}"), HasSubstr("not JSON"));
  EXPECT_THAT(why(R"({"finding_id":"ab","verdict":"accepted","score":1e999})"), HasSubstr("not JSON"));
}

TEST(VerdictTest, AFrameThatWasLookedOverIsNamedByItsRequest) {
  const auto verdict = VerdictFromJson(
      R"({"request_id":"6f.audit","frame_id":"a.jpg","verdict":"rejected","reviewer":"ann","note":"fine"})");
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->OfFrame());
  EXPECT_EQ(verdict->Subject(), "6f.audit");
  EXPECT_EQ(verdict->finding.frame_id, "a.jpg");
  EXPECT_TRUE(verdict->finding.id.empty()) << "it is about none";
  std::string line;
  AppendVerdictJson(*verdict, line);
  EXPECT_EQ(VerdictFromJson(line)->request_id, "6f.audit");
  EXPECT_FALSE(VerdictFromJson(R"({"request_id":"6f.audit","verdict":"rejected"})")) << "of which frame?";
  EXPECT_FALSE(VerdictFromJson(R"({"request_id":"6f.audit","frame_id":"a","finding_id":"7","verdict":"rejected"})"));
  EXPECT_FALSE(VerdictFromJson(R"({"request_id":"6f.audit","frame_id":"a","kind":"missing","verdict":"rejected"})"));
}

}  // namespace
}  // namespace labelwatch
