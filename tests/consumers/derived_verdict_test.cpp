// What a reviewer decided, read off the labels before and after.

#include "consumers/labeling/derived_verdict.h"

#include <gmock/gmock.h>

namespace labelwatch {
namespace {

using testing::ElementsAre;

class DerivedVerdictTest : public testing::Test {
 protected:
  DerivedVerdictTest() {
    before_.image_width = before_.image_height = 200;
    Put(before_, "1", "car", {0, 0, 100, 100});
    after_ = before_;
  }

  void Put(LabeledFrame& frame, std::string_view id, const char* name, const Box& box) {
    Label& label = frame.labels.emplace_back();
    label.id = id;
    label.class_id = classes_.Add(name);
    label.shape = {ShapeKind::kBox, box, {}};
  }
  static FindingRecord About(Kind kind, const std::string& label = "1") {
    FindingRecord finding;
    finding.kind = kind;
    finding.label_id = label;
    finding.class_name = "car";
    finding.box = Box{0, 0, 100, 100};
    return finding;
  }
  static FindingRecord Missing(const Box& box) {
    FindingRecord finding;
    finding.kind = Kind::kMissing;
    finding.suggested_class = "dog";
    finding.suggested_box = box;
    return finding;
  }
  DerivedVerdict Derive(const std::vector<FindingRecord>& findings) {
    return DeriveVerdict(before_, findings, after_, classes_);
  }
  Decision Only(const FindingRecord& finding) { return Derive({finding}).findings.front(); }

  NameTable classes_{100};
  LabeledFrame before_, after_;
};

TEST_F(DerivedVerdictTest, WhatStaysAsItWasIsRejected) {
  const std::vector<FindingRecord> all = {About(Kind::kSpurious),   About(Kind::kDuplicate),
                                          About(Kind::kWrongClass), About(Kind::kInaccurate),
                                          About(Kind::kInvalid),    Missing({100, 100, 150, 150})};
  const DerivedVerdict verdict = Derive(all);
  EXPECT_THAT(verdict.findings, testing::Each(Decision::kRejected));
  EXPECT_FALSE(verdict.changed || verdict.edited || verdict.has_error);
}

TEST_F(DerivedVerdictTest, ClassesInWhichSomethingWasWrong) {
  Put(before_, "2", "bus", {100, 0, 150, 100});
  Put(before_, "3", "van", {0, 100, 50, 150});
  after_ = before_;
  EXPECT_TRUE(Derive({}).wrong_classes.empty());
  after_.labels[0].class_id = classes_.Add("truck");  // as it was labeled: a car
  after_.labels.erase(after_.labels.begin() + 2);
  Put(after_, "4", "dog", {150, 150, 200, 200});
  EXPECT_THAT(Derive({}).wrong_classes, ElementsAre("car", "dog", "van"));
}

TEST_F(DerivedVerdictTest, ALabelThatIsGoneWasSpurious) {
  after_.labels.clear();
  EXPECT_EQ(Only(About(Kind::kSpurious)), Decision::kAccepted);
  EXPECT_EQ(Only(About(Kind::kWrongClass)), Decision::kCorrected) << "an error, but another one";
  EXPECT_EQ(Only(About(Kind::kInaccurate)), Decision::kCorrected);
  EXPECT_EQ(Derive({}).unflagged_errors, 1u) << "nothing pointed at it";
}

TEST_F(DerivedVerdictTest, AClassIsJudgedByTheClass) {
  FindingRecord finding = About(Kind::kWrongClass);
  finding.suggested_class = "truck";
  after_.labels[0].class_id = classes_.Add("truck");
  EXPECT_EQ(Only(finding), Decision::kAccepted);
  after_.labels[0].class_id = classes_.Add("bus");
  EXPECT_EQ(Only(finding), Decision::kCorrected);
  after_ = before_;
  after_.labels[0].shape.bounds = {0, 0, 80, 100};
  const DerivedVerdict moved = Derive({finding});
  EXPECT_EQ(moved.findings[0], Decision::kRejected) << "its outline was wrong, not its class";
  EXPECT_EQ(moved.unflagged_errors, 1u);
}

TEST_F(DerivedVerdictTest, AnOutlineIsJudgedByWhereItEnds) {
  FindingRecord finding = About(Kind::kInaccurate);
  finding.suggested_box = Box{0, 0, 70, 100};
  after_.labels[0].shape.bounds = {0, 0, 71, 100};
  EXPECT_EQ(Only(finding), Decision::kAccepted);
  after_.labels[0].shape.bounds = {0, 0, 85, 100};
  EXPECT_EQ(Only(finding), Decision::kCorrected);
  after_.labels[0].shape.bounds = {0, 0, 99, 100};
  const DerivedVerdict touched = Derive({finding});
  EXPECT_EQ(touched.findings[0], Decision::kRejected) << "1 % of it is no error";
  EXPECT_TRUE(touched.edited) << "but is what the reviewer wants to have";
  EXPECT_FALSE(touched.changed);
}

// Unchanged, it is near to the suggestion, too.
TEST_F(DerivedVerdictTest, ASuggestionCloseToTheLabelIsNotAcceptedByDoingNothing) {
  FindingRecord finding = About(Kind::kInaccurate);
  finding.suggested_box = Box{0, 0, 93, 100};
  EXPECT_EQ(Only(finding), Decision::kRejected);
  after_.labels[0].shape.bounds = {0, 0, 93, 100};
  EXPECT_EQ(Only(finding), Decision::kAccepted);
}

TEST_F(DerivedVerdictTest, WhatWasMissingIsThereNow) {
  const FindingRecord finding = Missing({100, 100, 200, 200});
  Put(after_, "new", "dog", {100, 100, 199, 200});
  const DerivedVerdict verdict = Derive({finding});
  EXPECT_EQ(verdict.findings[0], Decision::kAccepted);
  EXPECT_EQ(verdict.unflagged_errors, 0u);
  after_.labels[1].class_id = classes_.Add("cat");
  EXPECT_EQ(Only(finding), Decision::kCorrected);
  after_.labels[1].shape.bounds = {0, 100, 50, 150};
  EXPECT_EQ(Only(finding), Decision::kRejected) << "that is another object";
  EXPECT_EQ(Derive({finding}).unflagged_errors, 1u);
}

TEST_F(DerivedVerdictTest, OneNewLabelAnswersOneFinding) {
  const FindingRecord finding = Missing({100, 100, 200, 200});
  Put(after_, "new", "dog", {100, 100, 200, 200});
  EXPECT_THAT(Derive({finding, finding}).findings, ElementsAre(Decision::kAccepted, Decision::kRejected));
}

TEST_F(DerivedVerdictTest, OfADuplicateEitherTwinMayGo) {
  Put(before_, "2", "car", {1, 1, 100, 100});
  after_ = before_;
  after_.labels.erase(after_.labels.begin());  // the finding is about label 2
  FindingRecord finding = About(Kind::kDuplicate, "2");
  finding.box = Box{1, 1, 100, 100};
  const DerivedVerdict verdict = Derive({finding});
  EXPECT_EQ(verdict.findings[0], Decision::kAccepted);
  EXPECT_EQ(verdict.unflagged_errors, 0u);
}

TEST_F(DerivedVerdictTest, WithoutIdsThePlaceTellsThemApart) {
  before_.labels[0].id = {};
  after_ = before_;
  after_.labels[0].class_id = classes_.Add("truck");
  FindingRecord finding = About(Kind::kWrongClass, "");
  finding.suggested_class = "truck";
  EXPECT_EQ(Only(finding), Decision::kAccepted);
}

TEST_F(DerivedVerdictTest, AFindingAboutNoLabelThatThereIsStaysOpen) {
  FindingRecord finding = About(Kind::kImage, "");
  finding.box.reset();
  EXPECT_EQ(Only(finding), Decision::kUndecided);
  EXPECT_EQ(Derive({}).has_error, false);
}

}  // namespace
}  // namespace labelwatch
