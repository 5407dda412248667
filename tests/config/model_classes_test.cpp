#include <gtest/gtest.h>

#include "config/config.h"
#include "config/key.h"

namespace labelwatch {
namespace {

std::string Errors(const std::string& models) {
  const auto config = ParseConfig("inspect:\n  models: " + models + "\n");
  return config ? "" : RenderErrors("f", config.error());
}

TEST(ModelClassesTest, AreReadAndWrittenAgain) {
  const auto config = ParseConfig(
      "inspect:\n"
      "  models:\n"
      "    yolo:\n"
      "      classes: {automobile: car, van: car, kite: ~}\n"
      "      unknown: [\"push chair\"]\n"
      "    wide:\n"
      "      unknown: [dog]\n");
  ASSERT_TRUE(config) << RenderErrors("f", config.error());
  const ModelClassesByName& models = config->task.inspect.models;
  ASSERT_EQ(models.size(), 2u);
  EXPECT_EQ(models.at("yolo").classes.at("van"), "car");
  EXPECT_EQ(models.at("yolo").classes.at("kite"), "");
  EXPECT_EQ(models.at("yolo").unknown, std::vector<std::string>{"push chair"});
  const std::string text = ConfigFileText(*config);
  const auto again = ParseConfig(text);
  ASSERT_TRUE(again) << text << RenderErrors("f", again.error());
  EXPECT_EQ(ConfigFileText(*again), text);
  EXPECT_EQ(JudgeFingerprint(*again), JudgeFingerprint(*config));
}

TEST(ModelClassesTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(Errors("[yolo]"),
            "f:2:11: inspect.models: expected models and their classes, such as {yolo: {classes: {automobile: "
            "car}}}\n");
  EXPECT_EQ(Errors("{yolo: {clases: {}}}"),
            "f:2:19: inspect.models.yolo.clases: unknown key; did you mean 'classes'?\n");
  EXPECT_EQ(Errors("{yolo: {weather: {}}}"),
            "f:2:19: inspect.models.yolo.weather: unknown key; known here: classes, unknown\n");
  EXPECT_EQ(Errors("{yolo: {classes: [car]}}"),
            "f:2:28: inspect.models.yolo.classes: expected the model's classes and what the labels call them, such as "
            "{automobile: car}\n");
  EXPECT_EQ(Errors("{yolo: {classes: {van: [car]}}}"),
            "f:2:34: inspect.models.yolo.classes.van: expected a text, got a list\n");
  EXPECT_EQ(Errors("{yolo: {unknown: [car, car]}}"),
            "f:2:34: inspect.models.yolo.unknown: 'car' stands twice in the list\n");
  EXPECT_EQ(Errors("{yolo: {classes: {van: car, van: bus}}}"),
            "f:2:39: inspect.models.yolo.classes.van: given twice\n");
  EXPECT_EQ(Errors("{yolo: {classes: {van: car}, unknown: [car]}}"),
            "f:2:18: inspect.models.yolo: 'van' is mapped to 'car', which stands in `unknown`\n");
}

}  // namespace
}  // namespace labelwatch
