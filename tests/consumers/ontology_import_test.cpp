#include "consumers/files/ontology_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;

class OntologyImportTest : public testing::Test {
 protected:
  ~OntologyImportTest() override { std::filesystem::remove(path_); }
  Result<Ontology> Import(const std::string& text) {
    std::ofstream(path_, std::ios::binary) << text;
    return ImportOntology(path_);
  }
  const std::string path_ = (std::filesystem::temp_directory_path() /
                             ("labelwatch-ontology-" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) +
                              testing::UnitTest::GetInstance()->current_test_info()->name()))
                                .string();
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
