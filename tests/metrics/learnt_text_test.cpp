#include "metrics/learnt_text.h"

#include <gmock/gmock.h>

#include <cmath>

#include "detectors/labels/features.h"
#include "detectors/labels/start_weights.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;

Calibration Learned() {
  ModelCalibration model = StartCalibration();
  model.model = "yolo@7";
  model.frames = 12345;
  for (std::size_t k = 0; k < 4; ++k) {
    model.kinds[k].weights.resize(kSharedWeights[k] + 3 * kWeightsPerClass[k]);
    model.kinds[k].curvature.assign(model.kinds[k].weights.size(), 10);
    model.kinds[k].reference = model.kinds[k].weights;
  }
  model.kinds[0].made[40] = 3000;
  model.kinds[0].log_rate_bound = std::log(0.065F);
  model.kinds[0].weights[kSharedWeights[0] + 2] = -1.5F;                         // cat: the slow copy keeps 0
  model.kinds[3].weights[kSharedWeights[3] + 1 * kWeightsPerClass[3]] = -0.75F;  // dog
  model.size_made = {100, 0, 0, 0, 0, 0, 0, 0, 100};
  model.size_log_ratio[0] = std::log(3.0F);
  model.confusions = {{1, 2, 34}};
  Calibration calibration;
  calibration.version = 9;
  calibration.class_names =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"other", "dog", "cat"});
  calibration.models.push_back(std::make_shared<const ModelCalibration>(model));
  calibration.contributions =
      std::make_shared<const Contributions>(Contributions{{{"cam_1", 30}, {"cam_2", 10}}, {{"ann", 40}}});
  return calibration;
}

TEST(LearntTextTest, SaysWhatWasLearnedPerModelAndKind) {
  const std::string text = LearntText(Learned());
  EXPECT_THAT(text, HasSubstr("yolo@7: learned from 12,345 frames\n"));
  EXPECT_THAT(text, HasSubstr("missing labels: at most 6.5 % of labels; learned from 3,000 made errors and 0 real"));
  EXPECT_THAT(text, HasSubstr("classes that are predicted and seldom labeled: cat (-1.5)\n"));
  EXPECT_THAT(text, HasSubstr("than the slow copy keeps: cat (+1.5)\n"));
  EXPECT_THAT(text, HasSubstr("classes that the model finds hard: dog (-0.8)\n"));
  EXPECT_THAT(text, HasSubstr("cat is labeled where the model sees dog (34 times)\n"));
  EXPECT_THAT(text,
              HasSubstr("objects below 0.2 % of the image are left out 3.0 times as often as those from 40 % on"));
  EXPECT_THAT(text, HasSubstr("It learns from 2 sources: cam_1 75 %, cam_2 25 %\n"));
  EXPECT_THAT(text, Not(HasSubstr("annotators:"))) << "of one nothing is to be said";
}

TEST(LearntTextTest, SaysWhatABudgetFlagsAndWhatOthersWould) {
  Calibration calibration = Learned();
  EXPECT_THAT(LearntText(calibration), Not(HasSubstr("flagged")));
  FrameBudget budget;
  budget.per_1000 = 10;
  budget.frames = 1000;
  budget.cells[FrameScoreCell(1.5)] = 20;
  budget.cells[FrameScoreCell(0.25)] = 60;
  calibration.budget = std::make_shared<const FrameBudget>(budget);
  EXPECT_THAT(LearntText(calibration),
              HasSubstr("Of 1,000 frames 10 are to be flagged: those with a frame score from 1.50 on, as 1000 frames "
                        "scored (older ones count less).\n"));
  EXPECT_THAT(LearntText(calibration), HasSubstr("Other budgets would flag of 1,000: 1 from 1.50 on; "));
  EXPECT_THAT(LearntText(calibration), HasSubstr("; 20 from 1.50 on; 50 from 0.25 on; "));
  budget = {.per_1000 = 10};
  calibration.budget = std::make_shared<const FrameBudget>(budget);
  EXPECT_THAT(LearntText(calibration), HasSubstr("Of 1,000 frames 10 are to be flagged: none before 50 were seen.\n"));
}

TEST(LearntTextTest, SaysSoWhereNothingWasLearned) {
  EXPECT_THAT(LearntText({}), HasSubstr("Nothing yet: frames are judged with the start weights.\n"));
}

TEST(LearntTextTest, NamesFromMessagesCannotBreakTheText) {
  Calibration calibration = Learned();
  calibration.class_names =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"other", "dog", "c\x1b[31m\nat"});
  EXPECT_THAT(LearntText(calibration), Not(HasSubstr("\x1b")));
  calibration.class_names = nullptr;
  EXPECT_THAT(LearntText(calibration), HasSubstr("class 2 (-1.5)"));
}

TEST(FeaturesTest, AreAllWeightsThatClassesShareInOrder) {
  for (std::size_t kind = 0; kind < 4; ++kind) {
    std::size_t next = 0;
    for (const FeatureWords& feature : FeaturesOf(kind)) {
      EXPECT_EQ(feature.first, next) << feature.words;
      next += feature.Weights();
      EXPECT_FALSE(BinWords(feature, feature.Weights() - 1).empty());
    }
    EXPECT_EQ(next, kSharedWeights[kind]);
  }
}

}  // namespace
}  // namespace labelwatch
