#include "consumers/files/ontology_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;

class OntologyImportTest : public testing::Test {
 protected:
  Result<Ontology> Import(const std::string& text) {
    std::ofstream(path_, std::ios::binary) << text;
    return ImportOntology(path_);
  }
  const TemporaryFolder folder_;
  const std::string path_ = folder_.Path("ontology");
};

TEST_F(OntologyImportTest, ReadsALabelingConfigurationOfLabelStudio) {
  const auto ontology = Import(R"(<View>
    <Image name="image" value="$image"/>
    <Choices name="weather" toName="image"><Choice value="rain"/><Choice value="sun"/></Choices>
    <RectangleLabels name="label" toName="image"><Label value="car"/><Label value="person"/></RectangleLabels>
    <PolygonLabels name="area" toName="image"><Label value="road"/></PolygonLabels>
    <Choices name="colour" toName="image" perRegion="true" required="true" whenTagName="label" whenLabelValue="car">
      <Choice value="red"/><Choice value="blue"/></Choices>
    <Choices name="cut" toName="image" perRegion="true"><Choice value="yes"/></Choices>
  </View>)");
  ASSERT_TRUE(ontology) << ontology.error().message;
  EXPECT_THAT(ontology->classes, ElementsAre(Key("car"), Key("person"), Key("rain"), Key("road"), Key("sun")));
  const auto& car = ontology->classes.at("car").attributes;
  EXPECT_EQ(car.at("colour"), (AttributeRule{true, {"red", "blue"}}));
  EXPECT_EQ(car.at("cut"), (AttributeRule{false, {"yes"}}));
  EXPECT_THAT(ontology->classes.at("person").attributes, ElementsAre(Key("cut")));
}

TEST_F(OntologyImportTest, ReadsTheLabelsOfACvatProject) {
  const auto ontology = Import(R"([
    {"name": "car", "color": "#ff0000", "type": "any", "attributes": [
      {"name": "colour", "mutable": false, "input_type": "select", "default_value": "red", "values": ["red", "blue"]},
      {"name": "parked", "mutable": true, "input_type": "checkbox", "default_value": "false", "values": ["false"]},
      {"name": "doors", "mutable": false, "input_type": "number", "default_value": "4", "values": ["2", "6", "1"]}]},
    {"name": "person", "attributes": []}])");
  ASSERT_TRUE(ontology) << ontology.error().message;
  EXPECT_THAT(ontology->classes, ElementsAre(Key("car"), Key("person")));
  const auto& car = ontology->classes.at("car").attributes;
  EXPECT_EQ(car.at("colour").values, (std::vector<std::string>{"red", "blue"}));
  EXPECT_EQ(car.at("parked").values, (std::vector<std::string>{"true", "false"}));
  EXPECT_TRUE(car.at("doors").values.empty());
}

// The alias is what results hold; several choices are written as one text; a question after another may go unasked.
TEST_F(OntologyImportTest, RulesFitWhatLabelStudioWrites) {
  const auto ontology =
      Import(R"(<View><RectangleLabels name="l" toName="i"><Label value="A car" alias="car"/></RectangleLabels>
    <Choices name="state" toName="i" perRegion="true" choice="multiple" required="true"><Choice value="parked"/></Choices>
    <Choices name="why" toName="i" perRegion="true" required="true" whenTagName="state" whenChoiceValue="parked">
      <Choice value="It broke" alias="broken"/></Choices>
    <TextArea name="plate" toName="i" perRegion="true" required="true"/>
    <Taxonomy name="kind" toName="i" perRegion="true"><Choice value="vehicle"><Choice value="van"/></Choice></Taxonomy>
    <Choices name="w" toName="i"><Choice value="rain"/></Choices></View>)");
  ASSERT_TRUE(ontology) << ontology.error().message;
  EXPECT_THAT(ontology->classes, ElementsAre(Key("car"), Key("rain")));
  const auto& car = ontology->classes.at("car").attributes;
  EXPECT_EQ(car.at("state"), (AttributeRule{true, {}}));
  EXPECT_EQ(car.at("why"), (AttributeRule{false, {"broken"}}));
  EXPECT_EQ(car.at("plate"), (AttributeRule{true, {}}));
  EXPECT_EQ(car.at("kind"), (AttributeRule{false, {}}));
}

TEST_F(OntologyImportTest, LabelsOfCvatStandInItsApiAndInItsExports) {
  constexpr const char* kLabel = R"([{"name": "car", "attributes": [{"name": "colour", "input_type": "radio",
      "values": ["red", "blue"]}, {"name": "doors", "input_type": "number", "values": ["2", "6", "1"]}]}])";
  constexpr const char* kXml = R"(<?xml version="1.0"?><annotations><meta><task><name>t</name><labels>
      <label><name>car</name><attributes><attribute><name>colour</name><input_type>radio</input_type><values>red
blue</values></attribute><attribute><name>doors</name><input_type>number</input_type><values>2
6
1</values></attribute></attributes></label>
      <label><name>knee</name><parent>body</parent></label></labels></task></meta>
      <image id="0" name="1.jpg"><box label="bus"><attribute name="x">y</attribute></box></image></annotations>)";
  for (const std::string& text : {std::string(R"({"count": 1, "next": null, "results": )") + kLabel + "}",
                                  std::string(R"({"name": "task", "labels": )") + kLabel + "}", std::string(kXml)}) {
    const auto ontology = Import(text);
    ASSERT_TRUE(ontology) << ontology.error().message;
    EXPECT_THAT(ontology->classes, ElementsAre(Key("car")));
    EXPECT_EQ(ontology->classes.at("car").attributes.at("colour"), (AttributeRule{true, {"red", "blue"}}));
    EXPECT_EQ(ontology->classes.at("car").attributes.at("doors"), (AttributeRule{true, {}}));
  }
}

TEST_F(OntologyImportTest, WhatIsNoProjectIsNamed) {
  for (const char* text : {"", "{}", "[]", "[1, \"a\", null, {\"name\": 5}]", "<View/>"}) {
    const auto ontology = Import(text);
    ASSERT_FALSE(ontology) << text;
    EXPECT_THAT(ontology.error().message, HasSubstr(path_)) << text;
  }
  EXPECT_FALSE(Import("<View><Label value=\"car\">"));
  EXPECT_FALSE(Import("[{\"name\": \"car\"}"));
  EXPECT_FALSE(Import(std::string(1'000'000, '[')));
  EXPECT_FALSE(Import("[{\"name\": \"\xff\"}]")) << "not UTF-8";
  EXPECT_FALSE(ImportOntology("/nowhere/labels.json"));
}

}  // namespace
}  // namespace labelwatch
