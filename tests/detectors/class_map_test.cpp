#include "detectors/class_map.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

constexpr Box kPlace = {20, 20, 100, 100};
constexpr Box kAway = {120, 120, 190, 190};

class ClassMapTest : public testing::Test {
 protected:
  // yolo says automobile and van for car, knows no stroller, and its kites are left out.
  ClassMapTest() { models_["yolo"] = {{{"automobile", "car"}, {"van", "car"}, {"kite", ""}}, {"stroller"}}; }
  void Map() {
    ClassMap map(models_, classes_);
    for (PredictedFrame& predicted : frame_.Predictions()) map.Apply(predicted);
    JoinedFrame joined = frame_.Frame();
    InspectOptions options;
    options.frozen = true;
    inspector_.emplace(options, classes_);
    for (const Finding& finding : inspector_->Inspect(joined, {}, sums_).findings) ++found_[finding.kind];
    map_.emplace(std::move(map));
  }
  NameId Id(const char* name) { return classes_.Add(name); }

  NameTable classes_{50};
  ModelClassesByName models_;
  FrameBuilder frame_{classes_};
  std::optional<Inspector> inspector_;
  std::optional<ClassMap> map_;
  LearningTally sums_;
  std::map<Kind, int> found_;
};

TEST_F(ClassMapTest, PredictionsSpeakTheWordsOfTheLabels) {
  frame_.Label("car", kPlace).Model("yolo").Prediction("automobile", kPlace, 0.9).Prediction("van", kAway, 0.8);
  Map();
  EXPECT_EQ(frame_.Predictions()[0].predictions[0].class_id, Id("car"));
  EXPECT_EQ(frame_.Predictions()[0].predictions[1].class_id, Id("car"));
  EXPECT_EQ(found_[Kind::kWrongClass], 0);
  EXPECT_EQ(found_[Kind::kMissing], 1) << "the van, as a car";
}

TEST_F(ClassMapTest, WithoutItTheSameLabelIsWrong) {
  models_.clear();
  frame_.Label("car", kPlace).Model("yolo").Prediction("automobile", kPlace, 0.9);
  Map();
  EXPECT_EQ(found_[Kind::kWrongClass], 1);
}

TEST_F(ClassMapTest, ClassesThatMapToNothingAreLeftOut) {
  frame_.Model("yolo").Prediction("kite", kPlace, 0.9).Prediction("dog", kAway, 0.8);
  Map();
  ASSERT_EQ(frame_.Predictions()[0].predictions.size(), 1u);
  EXPECT_EQ(frame_.Predictions()[0].predictions[0].class_id, Id("dog")) << "not named in the map: the same";
}

TEST_F(ClassMapTest, NamesMayBeSwapped) {
  models_["yolo"] = {{{"cat", "dog"}, {"dog", "cat"}}, {}};
  frame_.Model("yolo").Prediction("cat", kPlace, 0.9).Prediction("dog", kAway, 0.8);
  Map();
  EXPECT_EQ(frame_.Predictions()[0].predictions[0].class_id, Id("dog"));
  EXPECT_EQ(frame_.Predictions()[0].predictions[1].class_id, Id("cat"));
}

TEST_F(ClassMapTest, OtherModelsKeepTheirNames) {
  frame_.Model("wide").Prediction("kite", kPlace, 0.9).Model("yolo").Prediction("kite", kPlace, 0.9);
  Map();
  EXPECT_EQ(frame_.Predictions()[0].predictions.size(), 1u);
  EXPECT_EQ(frame_.Predictions()[1].predictions.size(), 0u);
}

TEST_F(ClassMapTest, ALabelOfAnUnknownClassIsNeitherSpuriousNorWrongNorMissing) {
  frame_.Label("stroller", kPlace).Label("dog", kAway).Model("yolo").Prediction("bicycle", kPlace, 0.9);
  Map();
  EXPECT_EQ(found_[Kind::kSpurious], 1) << "the dog alone";
  EXPECT_EQ(found_[Kind::kWrongClass], 0);
  EXPECT_EQ(found_[Kind::kInaccurate], 0);
  EXPECT_EQ(found_[Kind::kMissing], 0) << "the label is what the bicycle sees";
}

TEST_F(ClassMapTest, ItsSilenceIsNoEvidenceForAnotherModel) {
  const auto score_of_spurious = [&](bool knows) {
    NameTable classes(50);
    ModelClassesByName models;
    if (!knows) models["yolo"].unknown = {"stroller"};
    ClassMap map(models, classes);
    FrameBuilder frame(classes);
    frame.Label("stroller", kPlace).Model("wide").Prediction("stroller", kPlace, 0.5).Model("yolo");
    for (PredictedFrame& predicted : frame.Predictions()) map.Apply(predicted);
    const auto findings = FindingsOf(frame, classes, Kind::kSpurious);
    EXPECT_EQ(findings.size(), 1u);
    return findings.at(0).score;
  };
  EXPECT_LT(score_of_spurious(false), score_of_spurious(true));
}

TEST_F(ClassMapTest, ProbabilitiesThatBecomeOneClassAddUp) {
  frame_.Model("yolo").Prediction("automobile", kPlace, 0.9);
  PredictedFrame& predicted = frame_.Predictions()[0];
  predicted.class_probabilities = {{Id("van"), 0.25}, {Id("kite"), 0.125}, {Id("automobile"), 0.5}, {Id("dog"), 0.125}};
  predicted.object_probabilities = {{Id("dog"), 0.5}, {Id("van"), 0.25}, {Id("automobile"), 0.25}};
  predicted.predictions[0].first_probability = 1;
  predicted.predictions[0].probabilities = 2;
  Map();
  ASSERT_EQ(predicted.class_probabilities.size(), 2u);
  for (const ClassProbability& entry : predicted.class_probabilities) {
    EXPECT_DOUBLE_EQ(entry.probability, entry.class_id == Id("car") ? 0.75 : 0.125);
  }
  ASSERT_EQ(predicted.predictions[0].probabilities, 1u);
  EXPECT_EQ(predicted.object_probabilities[1].class_id, Id("car"));
  EXPECT_DOUBLE_EQ(predicted.object_probabilities[1].probability, 0.5);
}

TEST_F(ClassMapTest, AFrameClassThatTheModelDoesNotKnowIsNotJudgedByIt) {
  frame_.Labels().frame_classes = {Id("stroller")};
  frame_.Model("yolo");
  frame_.Predictions()[0].class_probabilities = {{Id("dog"), 0.9}, {Id("van"), 0.1}};
  Map();
  EXPECT_EQ(found_[Kind::kWrongFrameClass], 0);
}

TEST_F(ClassMapTest, AFullTableOfNamesIsNotOverrun) {
  NameTable few(2);
  few.Add("dog");
  few.Add("cat");
  ClassMap map(models_, few);
  PredictedFrame predicted;
  predicted.model = "yolo";
  predicted.predictions.resize(1);
  predicted.predictions[0].class_id = NameTable::kOther;
  map.Apply(predicted);
  ASSERT_EQ(predicted.predictions.size(), 1u);
  EXPECT_EQ(predicted.predictions[0].class_id, NameTable::kOther);
}

}  // namespace
}  // namespace labelwatch
