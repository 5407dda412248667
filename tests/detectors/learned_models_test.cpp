#include "detectors/learning/learned_models.h"

#include <gtest/gtest.h>

#include "detectors/labels/start_weights.h"
#include "schema/calibration_codec.h"

namespace labelwatch {
namespace {

// A calibration that learns, block by block, about the models named.
class LearnedModelsTest : public testing::Test {
 protected:
  void Teach(const std::vector<std::string>& models) {
    std::vector<ModelTally> sums;
    for (const std::string& model : models) {
      sums.emplace_back().model = model;
      sums.back().frames = 8;
    }
    ++calibration_.version;
    TeachModels(sums, {}, calibration_);
  }
  // Models "m00", "m01", ... from `first` on, each in a block of its own.
  void TeachEach(std::size_t first, std::size_t count) {
    for (std::size_t i = first; i < first + count; ++i) Teach({Name(i)});
  }
  static std::string Name(std::size_t i) { return (i < 10 ? "m0" : "m") + std::to_string(i); }
  bool Knows(const std::string& model) const { return calibration_.Find(model, "") != nullptr; }

  Calibration calibration_;
};

TEST_F(LearnedModelsTest, AsManyAsThereIsRoomForAreKept) {
  TeachEach(0, kMaxLearnedModels);
  EXPECT_EQ(calibration_.models.size(), kMaxLearnedModels);
  EXPECT_EQ(calibration_.models_forgotten, 0U);
}

TEST_F(LearnedModelsTest, TheOneWithoutALessonForLongestGivesItsPlace) {
  TeachEach(0, kMaxLearnedModels);
  Teach({"m00"});
  Teach({"new"});
  EXPECT_TRUE(Knows("new"));
  EXPECT_TRUE(Knows("m00"));
  EXPECT_FALSE(Knows("m01"));
  EXPECT_EQ(calibration_.models.size(), kMaxLearnedModels);
  EXPECT_EQ(calibration_.models_forgotten, 1U);
}

TEST_F(LearnedModelsTest, ThePlacesStayInOrder) {
  TeachEach(0, kMaxLearnedModels);
  Teach({"a", "m99", "m05a"});
  EXPECT_TRUE(std::is_sorted(calibration_.models.begin(), calibration_.models.end(),
                             [](const auto& one, const auto& other) { return one->model < other->model; }));
}

TEST_F(LearnedModelsTest, AFloodOfNewModelsDoesNotTakeThePlaceOfOneThatIsTaughtInTheSameBlock) {
  TeachEach(0, kMaxLearnedModels);
  std::vector<std::string> flood;
  for (std::size_t i = 0; i < 2 * kMaxLearnedModels; ++i) flood.push_back("flood " + std::to_string(i));
  flood.push_back("m07");
  Teach(flood);
  EXPECT_TRUE(Knows("m07"));
  EXPECT_EQ(calibration_.Find("m07", "")->frames, 16U);
  EXPECT_EQ(calibration_.models.size(), kMaxLearnedModels);
}

TEST_F(LearnedModelsTest, OfModelsWhoseLastLessonIsNotKnownTheOneThatLearnedLeastGoes) {
  TeachEach(0, kMaxLearnedModels);
  for (auto& model : calibration_.models) {
    ModelCalibration of_an_older_version = *model;
    of_an_older_version.last_lesson = 0;
    if (model->model != "m20") of_an_older_version.frames = 100;
    model = std::make_shared<const ModelCalibration>(of_an_older_version);
  }
  Teach({"new"});
  EXPECT_FALSE(Knows("m20"));
}

TEST_F(LearnedModelsTest, ASavedCalibrationForgetsTheSameModel) {
  TeachEach(0, kMaxLearnedModels);
  Teach({"m00"});
  calibration_.class_names = std::make_shared<const std::vector<std::string>>();
  auto saved = CalibrationFromJson(CalibrationToJson(calibration_));
  ASSERT_TRUE(saved) << saved.error().message;
  calibration_ = std::move(*saved);
  Teach({"new"});
  EXPECT_TRUE(Knows("m00"));
  EXPECT_FALSE(Knows("m01"));
}

// A task counts lessons in places that it uses again: models that came and went do not keep new ones from learning.
TEST(TallyOfModelsTest, PlacesOfModelsThatNoLongerTeachAreUsedAgain) {
  LearningTally sums;
  for (std::size_t i = 0; i < kMaxLearnedModels; ++i) ++sums.Of("old " + std::to_string(i), "").frames;
  sums.Clear();
  for (std::size_t i = 0; i < kMaxLearnedModels; ++i) ++sums.Of("new " + std::to_string(i), "").frames;
  EXPECT_EQ(sums.models.size(), kMaxLearnedModels);
}

}  // namespace
}  // namespace labelwatch
