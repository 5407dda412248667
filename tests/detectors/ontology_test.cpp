#include "detectors/labels/ontology.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema/attributes.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Box kPlace = {20, 20, 100, 100};

class OntologyTest : public testing::Test {
 protected:
  OntologyTest() {
    ClassRules& car = rules_.classes["car"];
    car.min_width = car.min_height = 10;
    car.at_least = 0;
    car.at_most = 2;
    car.other_attributes = false;
    car.attributes["colour"] = {true, {"red", "blue"}};
    car.attributes["note"] = {false, {}};
    rules_.classes["person"];
  }
  FrameBuilder& Car(const Box& box, const std::vector<std::pair<std::string, std::string>>& attributes) {
    frame_.Label("car", box);
    std::string& encoded = texts_.emplace_back();
    for (const auto& [name, value] : attributes) AppendAttribute(name, value, encoded);
    frame_.Labels().labels.back().attributes = encoded;
    return frame_;
  }
  // Sentences of what breaks the rules, as the pipeline says them.
  std::vector<std::string> Sentences() {
    InspectOptions options;
    options.frozen = true;
    options.ontology.rules = std::make_shared<const Ontology>(rules_);
    Inspector inspector(options, classes_);
    LearningTally sums;
    std::vector<std::string> sentences;
    const Judgement judgement = inspector.Inspect(frame_.Frame(), {}, sums);
    for (const Finding& finding : judgement.findings) {
      if (finding.kind != Kind::kOntology) continue;
      EXPECT_TRUE(finding.flagged);
      sentences.push_back(inspector.Describe(frame_.Frame(), {}, finding).evidence);
    }
    return sentences;
  }

  Ontology rules_;
  NameTable classes_{20};
  FrameBuilder frame_{classes_};
  std::deque<std::string> texts_;
};

TEST_F(OntologyTest, WhatKeepsTheRulesIsNotFound) {
  Car(kPlace, {{"colour", "red"}, {"note", "anything"}});
  frame_.Label("person", kPlace);
  EXPECT_THAT(Sentences(), IsEmpty());
}

TEST_F(OntologyTest, AnUnknownClassIs) {
  frame_.Label("cra", kPlace);
  EXPECT_THAT(Sentences(), ElementsAre("the ontology has no class 'cra'"));
  rules_.other_classes = true;
  EXPECT_THAT(Sentences(), IsEmpty());
}

TEST_F(OntologyTest, OneSentenceNamesAllRulesThatALabelBreaks) {
  Car({20, 20, 24, 60}, {{"wheels", "4"}});
  EXPECT_THAT(Sentences(), ElementsAre("4 x 40 pixels; a car has at least 10 x 10; attribute 'wheels' is not allowed "
                                       "for car; attribute 'colour' is missing"));
}

TEST_F(OntologyTest, AValueThatIsNotAllowedIsNamedWithThoseThatAre) {
  Car(kPlace, {{"colour", "green"}});
  EXPECT_THAT(Sentences(), ElementsAre("attribute 'colour' is 'green'; allowed: red, blue"));
}

TEST_F(OntologyTest, CountsAreOfTheWholeFrame) {
  for (int i = 0; i < 3; ++i) Car(kPlace, {{"colour", "red"}});
  EXPECT_THAT(Sentences(), ElementsAre("3 labels of class car; the ontology asks for at most 2 a frame"));
  rules_.classes["car"].at_most = 5;
  rules_.classes["person"].at_least = 1;
  rules_.classes["person"].at_most = 9;
  EXPECT_THAT(Sentences(), ElementsAre("0 labels of class person; the ontology asks for at least 1 a frame"));
}

TEST_F(OntologyTest, RegionsAreNeitherJudgedNorCounted) {
  for (int i = 0; i < 3; ++i) Car(kPlace, {}).Labels().labels.back().crowd = true;
  EXPECT_THAT(Sentences(), IsEmpty());
}

TEST_F(OntologyTest, FrameClassesMustBeKnownToo) {
  frame_.Labels().frame_classes = {classes_.Add("day"), classes_.Add("person")};
  EXPECT_THAT(Sentences(), ElementsAre("the ontology has no class 'day'"));
}

TEST_F(OntologyTest, BrokenAttributesEndQuietly) {
  Car(kPlace, {{"colour", "red"}});
  texts_.back() += "\x4a\x7f";
  frame_.Labels().labels.back().attributes = texts_.back();
  EXPECT_THAT(Sentences(), IsEmpty());
}

}  // namespace
}  // namespace labelwatch
