// The weights that a model starts with are what anybody gets from the sample in this repository.

#include "detectors/labels/start_weights.h"

#include <gtest/gtest.h>

#include "detectors/labels/features.h"
#include "tests/refit/fit.h"

namespace labelwatch {
namespace {

TEST(StartWeightsTest, AreThoseThatRefitGets) {
  constexpr float kRounding = 0.02F;  // they are written with two digits; compilers differ in the last ones of a float
  const std::string sample = LABELWATCH_REPOSITORY "/deploy/sample/";
  NameTable classes(1000);
  const auto set = CocoSet::Read(
      sample + "labels.json",
      {{"xl", sample + "detections_yolo-fastest-1.1-xl.json"}, {"small", sample + "detections_yolo-fastest-1.1.json"}},
      classes);
  ASSERT_TRUE(set);
  const StartWeights fitted = FitStartWeights(*set, classes, {});
  for (std::size_t k = 0; k < fitted.size(); ++k) {
    const std::vector<float>& shipped = StartCalibration().kinds[k].weights;
    ASSERT_EQ(fitted[k].size(), shipped.size());
    for (std::size_t i = 0; i < shipped.size(); ++i) {
      EXPECT_NEAR(fitted[k][i], shipped[i], kRounding) << KindWord(kLearnedKinds[k]) << " weight " << i;
    }
  }
}

}  // namespace
}  // namespace labelwatch
