#include "config/ontology_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

const std::string kFile = LABELWATCH_REPOSITORY "/tests/config/ontology.yaml";

std::string Errors(std::string_view text) {
  const auto ontology = ReadOntology(text);
  return ontology ? "" : RenderErrors("f", ontology.error());
}

TEST(OntologyFileTest, IsReadAndWrittenAgain) {
  const auto ontology = LoadOntology(kFile);
  ASSERT_TRUE(ontology) << RenderErrors(kFile, ontology.error());
  EXPECT_FALSE(ontology->other_classes);
  ASSERT_EQ(ontology->classes.size(), 2u);
  const ClassRules& car = ontology->classes.at("car");
  EXPECT_EQ(car.min_width, 4);
  EXPECT_EQ(car.at_most, 2u);
  EXPECT_FALSE(car.other_attributes);
  EXPECT_TRUE(car.attributes.at("colour").required);
  EXPECT_EQ(car.attributes.at("colour").values, (std::vector<std::string>{"red", "blue"}));
  EXPECT_FALSE(car.attributes.at("note").required);
  EXPECT_EQ(ontology->classes.at("person"), ClassRules{});
  const auto again = ReadOntology(OntologyText(*ontology));
  ASSERT_TRUE(again) << OntologyText(*ontology) << RenderErrors("again", again.error());
  EXPECT_EQ(*again, *ontology);
}

TEST(OntologyFileTest, ItsJsonIsReadAsWell) {
  Ontology ontology;
  ontology.other_classes = false;
  ClassRules& odd = ontology.classes["caf\u00e9: \"x\" \\ / #1\n\t"];
  odd.min_width = 2.5;
  odd.at_least = 1;
  odd.at_most = 7;
  odd.other_attributes = false;
  odd.attributes["yes"] = {false, {"no", "~", "1e3"}};
  odd.attributes[""] = {true, {}};
  ontology.classes["null"] = {};
  const auto again = ReadOntology(OntologyJson(ontology));
  ASSERT_TRUE(again) << OntologyJson(ontology) << RenderErrors("again", again.error());
  EXPECT_EQ(*again, ontology);
  EXPECT_EQ(OntologyJson(ontology).find('\n'), std::string::npos);
}

TEST(OntologyFileTest, ErrorsNameTheirPlaceAndTheNearestWord) {
  EXPECT_EQ(Errors("clases: {}\n"), "f:1:1: clases: unknown key; did you mean 'classes'?\n");
  EXPECT_EQ(Errors("classes:\n  car: {min_sise: [1, 2]}\n"),
            "f:2:9: classes.car.min_sise: unknown key; did you mean 'min_size'?\n");
  EXPECT_EQ(Errors("classes:\n  car: {min_size: 4}\n"),
            "f:2:19: classes.car.min_size: expected two numbers from 0 on, such as [4, 4]\n");
  EXPECT_EQ(Errors("classes:\n  car: {per_frame: [5, 2]}\n"),
            "f:2:20: classes.car.per_frame: the least number is larger than the most\n");
  EXPECT_EQ(Errors("classes: {car: {}, car: {}}\n"), "f:1:20: classes.car: given twice\n");
  EXPECT_EQ(Errors("other_classes: maybe\nclasses: {car: }\n"), "f:1:16: other_classes: expected true or false\n");
  EXPECT_THAT(Errors(""), HasSubstr("names no classes"));
  EXPECT_THAT(Errors("classes: [car]"), HasSubstr("expected keys and values"));
}

TEST(OntologyFileTest, TheConfigurationNamesItAndItsErrors) {
  const auto config = ParseConfig("inspect: {ontology: " + kFile + "}");
  ASSERT_TRUE(config) << RenderErrors("f", config.error());
  ASSERT_NE(config->task.inspect.ontology.rules, nullptr);
  EXPECT_NE(JudgeFingerprint(*config), JudgeFingerprint(Config{}));
  const auto missing = ParseConfig("inspect:\n  ontology: nowhere.yaml\n");
  ASSERT_FALSE(missing);
  EXPECT_THAT(RenderErrors("f", missing.error()), HasSubstr("f:2:13: inspect.ontology: nowhere.yaml: cannot be read"));
}

}  // namespace
}  // namespace labelwatch
