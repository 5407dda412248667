// One label around two objects, and two labels on one object: what detectors/labels/merged.h and halved.h say.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

class TwoInOneTest : public testing::Test {
 protected:
  NameTable classes_{20};
  FrameBuilder frame_{classes_};

  std::vector<Finding> FoundBy(std::string_view detector, Kind kind) const {
    std::vector<Finding> found = FindingsOf(frame_, classes_, kind);
    std::erase_if(found, [&](const Finding& finding) { return finding.detector != detector; });
    return found;
  }
  std::vector<Finding> Merged() const { return FoundBy("merged", Kind::kInaccurate); }
  std::vector<Finding> Halved() const { return FoundBy("halved", Kind::kDuplicate); }
};

TEST_F(TwoInOneTest, ALabelAroundTwoObjectsIsMerged) {
  frame_.Label("car", {0, 0, 100, 50}).Prediction("car", {0, 0, 48, 50}, 0.9).Prediction("car", {52, 0, 100, 50}, 0.8);
  const auto found = Merged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].score, 10 * (1 - 0.8) + std::log(0.02), 1e-9);  // the box around both is the label
  EXPECT_NEAR(static_cast<double>(found[0].probability), ProbabilityFromScore(2), 1e-6);
  EXPECT_TRUE(found[0].flagged);
  EXPECT_EQ(SentenceOf(frame_, classes_, found[0]),
            "yolo 0.90 and 0.80 sees two cars side by side in this label, and none that fits it");
}

TEST_F(TwoInOneTest, AModelThatAlsoSeesTheWholeIsNotSureOfTwo) {
  frame_.Label("car", {0, 0, 100, 50}).Prediction("car", {0, 0, 48, 50}, 0.9).Prediction("car", {52, 0, 100, 50}, 0.8);
  frame_.Prediction("car", {0, 0, 98, 50}, 0.4);
  EXPECT_TRUE(Merged().empty());
}

TEST_F(TwoInOneTest, AnotherModelThatSeesOneObjectIsBelieved) {
  frame_.Label("car", {0, 0, 100, 50}).Prediction("car", {0, 0, 48, 50}, 0.9).Prediction("car", {52, 0, 100, 50}, 0.8);
  frame_.Model("other").Prediction("car", {0, 0, 99, 50}, 0.7);
  const auto found = FindingsOf(frame_, classes_, Kind::kInaccurate);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].detector, "inaccurate");
}

TEST_F(TwoInOneTest, PartsOfOneObjectAreNotTwo) {
  frame_.Label("car", {0, 0, 100, 50});
  frame_.Prediction("car", {0, 0, 20, 50}, 0.9).Prediction("car", {22, 0, 60, 50}, 0.8);  // a part of it stays empty
  EXPECT_TRUE(Merged().empty());
}

TEST_F(TwoInOneTest, AnObjectThatHasALabelOfItsOwnIsNoPartOfThisOne) {
  frame_.Label("car", {0, 0, 100, 50}).Label("car", {0, 0, 46, 50});
  frame_.Prediction("car", {0, 0, 48, 50}, 0.9).Prediction("car", {52, 0, 100, 50}, 0.8);
  EXPECT_TRUE(Merged().empty());
}

TEST_F(TwoInOneTest, TwoLabelsOnOneObjectAreHalves) {
  frame_.Label("bus", {0, 0, 50, 60}).Label("bus", {50, 0, 100, 60}).Prediction("bus", {0, 0, 100, 60}, 0.95);
  const auto found = Halved();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, 1);
  EXPECT_NEAR(found[0].score, 12 * (1 - 0.8) + std::log(0.02), 1e-9);
  EXPECT_EQ(SentenceOf(frame_, classes_, found[0]),
            "yolo 0.95 sees one bus where this label and another one (1) lie side by side");
}

TEST_F(TwoInOneTest, TwoObjectsThatOneBoxCoversAsWellAreTwo) {
  frame_.Label("bus", {0, 0, 50, 60}).Label("bus", {50, 0, 100, 60}).Prediction("bus", {0, 0, 100, 60}, 0.95);
  frame_.Prediction("bus", {50, 0, 98, 60}, 0.3);
  EXPECT_TRUE(Halved().empty());
}

TEST_F(TwoInOneTest, LabelsOfTwoClassesAreNoHalves) {
  frame_.Label("bus", {0, 0, 50, 60}).Label("car", {50, 0, 100, 60}).Prediction("bus", {0, 0, 100, 60}, 0.95);
  EXPECT_TRUE(Halved().empty());
}

}  // namespace
}  // namespace labelwatch
