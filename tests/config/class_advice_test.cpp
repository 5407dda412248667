#include "config/class_advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "detectors/class_map.h"
#include "detectors/learning/working_copy.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Box kLeft = {10, 10, 90, 90}, kRight = {110, 10, 190, 90}, kBelow = {60, 110, 140, 190};

// Sixty frames of one scene, as a stream teaches them.
class ClassAdviceTest : public testing::Test {
 protected:
  std::vector<std::string> After(const std::function<void(FrameBuilder&)>& build) {
    NameTable& classes = names_.classes;
    WorkingCopy learning(options_, classes);
    Inspector inspector(options_, classes);
    ClassMap map(options_.models, classes);
    FrameCounter counter(names_);
    StreamCounts counts;
    LearningTally sums;
    auto calibration = learning.Current();
    for (int i = 0; i < 60; ++i) {
      FrameBuilder frame(classes);
      const std::string id = std::to_string(i);
      frame.Labels().frame_id = id;
      build(frame);
      for (PredictedFrame& predicted : frame.Predictions()) map.Apply(predicted);
      counter.Count(frame.Frame(), inspector.Inspect(frame.Frame(), *calibration, sums), 0, counts);
      if (sums.frames >= options_.block_frames) calibration = learning.Learn(sums);
    }
    return ClassAdvice(counts, *calibration, names_, options_.models);
  }
  InspectOptions options_;
  Names names_;
};

TEST_F(ClassAdviceTest, NothingWhereNamesMeet) {
  EXPECT_THAT(After([](FrameBuilder& frame) { frame.Label("car", kLeft).Prediction("car", kLeft, 0.9); }), IsEmpty());
}

TEST_F(ClassAdviceTest, ADifferentNameAtTheSamePlace) {
  EXPECT_THAT(After([](FrameBuilder& frame) { frame.Label("car", kLeft).Prediction("automobile", kLeft, 0.9); }),
              ElementsAre(AllOf(HasSubstr("class automobile of yolo is never labeled and lies where car is labeled"),
                                HasSubstr("inspect: {models: {yolo: {classes: {automobile: car}}}}"))));
}

TEST_F(ClassAdviceTest, ANameThatLooksAlike) {
  EXPECT_THAT(
      After([](FrameBuilder& frame) { frame.Label("traffic light", kLeft).Prediction("Traffic_Light", kRight, 0.9); }),
      ElementsAre(HasSubstr("class Traffic_Light of yolo is never labeled and looks like the same name")));
}

TEST_F(ClassAdviceTest, AClassThatTheModelNeverSees) {
  EXPECT_THAT(
      After([](FrameBuilder& frame) {
        frame.Label("dog", kLeft).Label("stroller", kBelow).Prediction("dog", kLeft, 0.9);
      }),
      ElementsAre(HasSubstr("yolo never names stroller, a class of 60 labels; if it does not know it, say so: inspect: "
                            "{models: {yolo: {unknown: [stroller]}}}")));
}

TEST_F(ClassAdviceTest, IsSilentOnceItWasTaken) {
  options_.models["yolo"] = {{{"automobile", "car"}}, {"stroller"}};
  EXPECT_THAT(After([](FrameBuilder& frame) {
                frame.Label("car", kLeft).Label("stroller", kBelow).Prediction("automobile", kLeft, 0.9);
              }),
              IsEmpty());
}

}  // namespace
}  // namespace labelwatch
