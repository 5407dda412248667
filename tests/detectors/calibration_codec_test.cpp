#include "schema/calibration_codec.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "detectors/labels/start_weights.h"
#include "detectors/learning/renumber.h"

namespace labelwatch {
namespace {

ModelCalibration LearnedModel() {
  ModelCalibration model = StartCalibration();
  model.model = "yolo@7";
  model.frames = 1234;
  model.last_lesson = 41;
  model.kinds[0].weights.resize(kSharedWeights[0] + 3);
  model.kinds[0].curvature.resize(kSharedWeights[0] + 3);
  model.kinds[0].weights[kSharedWeights[0] + 2] = 0.1F + 1e-7F;  // class 2
  model.kinds[0].curvature[5] = 1.0F / 3;
  model.kinds[0].reference = {0.5F, -0.25F};
  model.kinds[1].made[60] = 7;
  model.kinds[2].log_rate_bound = -2.5F;
  model.size_real[8] = 3.25F;
  model.size_log_ratio[8] = 0.7F;
  model.made_median = -0.05F;
  model.confusions = {{1, 2, 4.5F}, {2, 1, 1}};
  model.frame_class_habits = {{1, 2, 0.25F}};
  model.frame_class_contradictions = {{2, 1, 3.5F}};
  model.frame_class_sums = {{}, {0.1 + 0.2, 3, 2}, {1e-17, 1}};
  return model;
}

Calibration Learned() {
  Calibration calibration;
  calibration.version = 42;
  calibration.class_names = std::make_shared<const std::vector<std::string>>(
      std::vector<std::string>{"other", "dog", "caf\xc3\xa9 \"au lait\""});
  calibration.models.push_back(std::make_shared<const ModelCalibration>(LearnedModel()));
  calibration.contributions =
      std::make_shared<const Contributions>(Contributions{{{"", 1.5F}, {"cam", 2}}, {{"ann", 3}}});
  calibration.pool = std::make_shared<const LabelPool>(LabelPool{{{0.1F, 1.0F / 3, 2}}, 900, {1, 2}});
  FrameBudget budget;
  budget.per_1000 = 2.5;
  budget.frames = 1000.0 / 3;
  budget.cells[7] = 1.0F / 3;
  calibration.budget = std::make_shared<const FrameBudget>(budget);
  JointScores joint;
  joint.kinds[0].made[60] = 250;
  joint.kinds[4].real[3] = 1.0F / 3;
  calibration.joint = std::make_shared<const JointScores>(joint);
  return calibration;
}

TEST(CalibrationCodecTest, WhatIsWrittenIsReadBackExactly) {
  const Calibration before = Learned();
  const auto after = CalibrationFromJson(CalibrationToJson(before));
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->version, before.version);
  EXPECT_EQ(*after->class_names, *before.class_names);
  EXPECT_EQ(*after->pool, *before.pool);
  EXPECT_EQ(*after->contributions, *before.contributions);
  EXPECT_EQ(*after->budget, *before.budget);
  EXPECT_EQ(*after->joint, *before.joint);
  ASSERT_EQ(after->models.size(), 1U);
  EXPECT_EQ(*after->models[0], *before.models[0]);
}

// The first layout knew nothing of other models and the frame before, the second nothing of the frame before: weights
// that are new start at 0, those of classes move behind them. The third knew nothing of joint scores.
TEST(CalibrationCodecTest, FilesOfEarlierLayoutsAreRead) {
  const auto numbers = [](std::size_t from, std::size_t to) {
    std::string text;
    for (std::size_t i = from; i < to; ++i) text += (text.empty() ? "" : ",") + std::to_string(i);
    return "[" + text + "]";
  };
  std::string zeros = "0";
  for (std::size_t i = 1; i < kScoreCells; ++i) zeros += ",0";
  const std::array<std::string, 4> names = {"KIND_MISSING", "KIND_WRONG_CLASS", "KIND_INACCURATE", "KIND_SPURIOUS"};
  for (std::uint32_t layout = 1; layout < kWeightsLayout; ++layout) {
    const std::array<std::size_t, 4>& shared = kSharedWeightsOfLayout[layout - 1];
    std::string kinds;
    for (std::size_t k = 0; k < 4; ++k) {
      const std::string values = numbers(0, shared[k] + 2 * kWeightsPerClass[k]);
      kinds += (k > 0 ? "," : "") + std::string(R"({"kind":")") + names[k] + R"(","weights":)" + values +
               R"(,"curvature":)" + values + R"(,"made":[)" + zeros + R"(],"real":[)" + zeros + "]}";
    }
    const std::string cells = "[0,0,0,0,0,0,0,0,0]";
    const auto old = CalibrationFromJson(R"({"version":"1","layout":)" + std::to_string(layout) +
                                         R"(,"classes":["other","dog"],"models":[{"model":"yolo","kinds":[)" + kinds +
                                         R"(],"size_real":)" + cells + R"(,"size_made":)" + cells +
                                         R"(,"size_log_ratio":)" + cells + "}]}");
    ASSERT_TRUE(old) << old.error().message;
    EXPECT_EQ(old->budget, nullptr);
    EXPECT_EQ(old->joint, nullptr);
    const KindCalibration& missing = old->models[0]->kinds[0];
    EXPECT_EQ(missing.weights[shared[0] - 1], static_cast<float>(shared[0] - 1));
    if (shared[0] < kSharedWeights[0]) {
      EXPECT_EQ(missing.weights[shared[0]], 0);
    }
    EXPECT_EQ(missing.weights[kSharedWeights[0] + 1], static_cast<float>(shared[0] + 1)) << "the weight of dog";
    EXPECT_EQ(missing.curvature.size(), missing.weights.size());
    EXPECT_EQ(old->models[0]->kinds[3].weights[kSharedWeights[3]], static_cast<float>(shared[3]));
  }
}

TEST(CalibrationCodecTest, AFileOfALaterLayoutIsRefusedWithAReason) {
  const auto later = CalibrationFromJson(R"({"version":"1","layout":99})");
  ASSERT_FALSE(later);
  EXPECT_NE(later.error().message.find("newer labelwatch"), std::string::npos) << later.error().message;
}

TEST(CalibrationCodecTest, ACalibrationBeforeLearningHasAFormToo) {
  const auto empty = CalibrationFromJson(CalibrationToJson({}));
  ASSERT_TRUE(empty) << empty.error().message;
  EXPECT_TRUE(empty->models.empty());
}

TEST(CalibrationCodecTest, AnotherProcessGivesTheClassesOtherNumbers) {
  NameTable classes(10);
  const NameId cat = classes.Add("cat");
  const NameId cafe = classes.Add("caf\xc3\xa9 \"au lait\"");
  const Calibration here = Renumber(Learned(), classes);
  const NameId dog = classes.Find("dog");
  ASSERT_NE(dog, NameTable::kOther);
  const ModelCalibration& model = *here.models[0];
  EXPECT_FLOAT_EQ(model.kinds[0].weights[kSharedWeights[0] + cafe], 0.1F + 1e-7F);
  EXPECT_FLOAT_EQ(model.kinds[0].weights[kSharedWeights[0] + cat], 0);
  EXPECT_EQ(model.confusions, (std::vector<ConfusionCount>{{cafe, dog, 1}, {dog, cafe, 4.5F}}));
  EXPECT_EQ(model.frame_class_sums[dog].frames, 3);
  EXPECT_EQ(model.frame_class_contradictions, (std::vector<ConfusionCount>{{cafe, dog, 3.5F}}));
  EXPECT_DOUBLE_EQ(model.contradictions_per_doubt, 4.5 / 1.25);
  EXPECT_EQ(here.pool->labels[0].class_id, cafe);
}

TEST(CalibrationCodecTest, WhatFollowsFromCountsIsThereOnceACalibrationIsPutToUse) {
  NameTable classes(10);
  const Calibration here = Renumber(Learned(), classes);
  EXPECT_TRUE(here.joint->kinds[0].ratio.known);
  EXPECT_FALSE(here.joint->kinds[4].ratio.known);
  EXPECT_FLOAT_EQ(here.models[0]->kinds[2].ratio.rate_bound, std::exp(-2.5F));
}

TEST(CalibrationCodecTest, WhatFindsNoRoomAmongTheClassesIsForgotten) {
  NameTable classes(1);
  classes.Add("dog");
  const Calibration here = Renumber(Learned(), classes);
  EXPECT_EQ(here.models[0]->kinds[0].weights.size(), kSharedWeights[0] + 2);
  EXPECT_TRUE(here.models[0]->confusions.empty());
  EXPECT_TRUE(here.pool->labels.empty());
}

TEST(CalibrationCodecTest, RefusesWithAReasonWhatIsNoCalibration) {
  EXPECT_FALSE(CalibrationFromJson(""));
  EXPECT_FALSE(CalibrationFromJson("[1, 2"));
  EXPECT_FALSE(CalibrationFromJson(std::string(100'000, '[')));
  EXPECT_FALSE(CalibrationFromJson(R"({"no_such_field": 1})"));
  const std::string why = CalibrationFromJson("{\"version\":\n3,,}").error().message;
  EXPECT_TRUE(why.starts_with("not a calibration file: ")) << why;
  EXPECT_EQ(why.find('\n'), std::string::npos) << why;
  const auto refusal = [](Calibration broken) {
    const auto read = CalibrationFromJson(CalibrationToJson(broken));
    return read ? std::string("accepted") : read.error().message;
  };
  Calibration broken = Learned();
  ModelCalibration model = LearnedModel();
  model.kinds[3].weights.pop_back();
  broken.models[0] = std::make_shared<const ModelCalibration>(model);
  EXPECT_NE(refusal(broken).find("weights of spurious"), std::string::npos) << refusal(broken);
  model = LearnedModel();
  model.kinds[0].curvature[3] = -1;
  broken.models[0] = std::make_shared<const ModelCalibration>(model);
  EXPECT_NE(refusal(broken).find("curvature"), std::string::npos) << refusal(broken);
  model = LearnedModel();
  model.confusions = {{1, 77, 1}};
  broken.models[0] = std::make_shared<const ModelCalibration>(model);
  EXPECT_NE(refusal(broken).find("class number 77"), std::string::npos) << refusal(broken);
  model = LearnedModel();
  model.kinds[0].weights[1] = std::numeric_limits<float>::quiet_NaN();
  broken.models[0] = std::make_shared<const ModelCalibration>(model);
  EXPECT_NE(refusal(broken).find("weights"), std::string::npos) << refusal(broken);
  broken = Learned();
  FrameBudget budget;
  budget.cells[3] = -1;
  broken.budget = std::make_shared<const FrameBudget>(budget);
  EXPECT_NE(refusal(broken).find("cells"), std::string::npos) << refusal(broken);
  EXPECT_FALSE(CalibrationFromJson(R"({"joint":[{"kind":"KIND_MISSING","made":[1]}]})"));
  broken = Learned();
  JointScores joint;
  joint.kinds[2].real[5] = -1;
  broken.joint = std::make_shared<const JointScores>(joint);
  EXPECT_NE(refusal(broken).find("real"), std::string::npos) << refusal(broken);
  EXPECT_FALSE(CalibrationFromJson(R"({"frame_budget":{"per_1000":10,"frames":5,"cells":[1,2]}})"));
}

}  // namespace
}  // namespace labelwatch
