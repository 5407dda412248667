// What is one finding and what are two, where several models looked at a frame.

#include "detectors/combine_models.h"

#include <gtest/gtest.h>

#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

class CombineModelsTest : public testing::Test {
 protected:
  CombineModelsTest() {
    frame_.Label("car", {0, 0, 10, 10});
    frame_.Model("first").Prediction("car", {0, 0, 10, 10}, 0.9);
    frame_.Model("second").Prediction("car", {0, 0, 10, 9}, 0.9);  // IoU 0.9 with the first
  }

  static Finding Of(std::int16_t model, std::string_view detector, double score) {
    Finding finding;
    finding.kind = Kind::kInaccurate;
    finding.model = model;
    finding.label = 0;
    finding.prediction = 0;
    finding.score = score;
    finding.detector = detector;
    return finding;
  }
  static Finding Absence(std::int16_t model, std::string_view detector, double score) {
    Finding finding = Of(model, detector, score);
    finding.label = -1;
    return finding;
  }
  std::vector<double> Scores(std::vector<Finding> findings) {
    CombineModels()(frame_.Frame(), findings);
    std::vector<double> scores;
    for (const Finding& finding : findings) scores.push_back(finding.score);
    return scores;
  }

  NameTable classes_{20};
  FrameBuilder frame_{classes_};
};

TEST_F(CombineModelsTest, OneDetectorByTwoModelsIsOneFindingWithTheMean) {
  EXPECT_EQ(Scores({Of(0, "loose", 1), Of(1, "loose", 3)}), std::vector<double>({2}));
}

TEST_F(CombineModelsTest, TwoDetectorsOfAKindStayTwo) {
  EXPECT_EQ(Scores({Of(0, "loose", 1), Of(0, "shifted", -5), Of(1, "loose", 3), Of(1, "shifted", -7)}),
            std::vector<double>({2, -6}));
}

TEST_F(CombineModelsTest, TwoAbsencesOfOneModelStayTwoBesideASecondModel) {
  frame_.Model("third").Prediction("car", {0, 0, 10, 10}, 0.9).Prediction("car", {0, 0, 10, 9}, 0.9);
  Finding other = Absence(2, "left_out", 2);
  other.prediction = 1;
  EXPECT_EQ(Scores({Absence(2, "left_out", 1), other}), std::vector<double>({1, 2}));
  EXPECT_EQ(Scores({Absence(2, "left_out", 1), other, Absence(0, "left_out", 3)}), std::vector<double>({3, 2}));
}

TEST_F(CombineModelsTest, FindingsAboutTheFrameAreOneForEachClassInDoubt) {
  const auto about = [](std::int16_t model, NameId labeled, double score) {
    Finding finding = Of(model, "wrong_frame_class", score);
    finding.kind = Kind::kWrongFrameClass;
    finding.label = finding.prediction = -1;
    finding.labeled_class = labeled;
    return finding;
  };
  EXPECT_EQ(Scores({about(0, 1, 1), about(0, 3, 5), about(1, 1, 3), about(1, 3, 7), about(0, 2, 9)}),
            std::vector<double>({2, 6, 9}));
}

TEST_F(CombineModelsTest, AnAbsenceIsOneObjectOfADetectorWhateverItsKind) {
  EXPECT_EQ(Scores({Absence(0, "left_out", 1), Absence(1, "left_out", 3)}), std::vector<double>({3}));
  EXPECT_EQ(Scores({Absence(0, "left_out", 1), Absence(1, "cut_off", 3)}), std::vector<double>({1, 3}));
}

}  // namespace
}  // namespace labelwatch
