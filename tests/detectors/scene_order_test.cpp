// Predictions take part by falling confidence, equal ones as they came, however many there are.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "detectors/labels/scene.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

class SceneOrderTest : public testing::TestWithParam<std::size_t> {
 protected:
  // Places in the message, in the order in which they take part.
  std::vector<std::int32_t> OrderOf(const std::vector<double>& scores) {
    FrameBuilder builder(classes_);
    double x = 0;
    for (const double score : scores) builder.Prediction("car", {x += 20, 10, x + 15, 30}, score);
    scene_.SetLabels(builder.Labels());
    scene_.SetPredictions(builder.Predictions()[0], 0, calibration_, nullptr);
    const auto& index = scene_.Predictions().index;
    return {index.begin(), index.end()};
  }

  NameTable classes_{10};
  ModelCalibration calibration_;
  Scene scene_{InspectOptions{}};
};

TEST_P(SceneOrderTest, EqualConfidencesKeepTheOrderInWhichTheyCame) {
  std::vector<double> scores(GetParam());
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = i % 3 == 1 ? 0.9 : 0.5;
  std::vector<std::int32_t> by_confidence(scores.size());
  std::iota(by_confidence.begin(), by_confidence.end(), 0);
  std::ranges::stable_sort(by_confidence, [&](std::int32_t a, std::int32_t b) {
    return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
  });
  EXPECT_EQ(OrderOf(scores), by_confidence);
}

INSTANTIATE_TEST_SUITE_P(Sizes, SceneOrderTest, testing::Values(1, 2, 5, 32, 33, 200));

}  // namespace
}  // namespace labelwatch
