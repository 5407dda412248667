#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config.h"
#include "config/margin_advice.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string Errors(const std::string& margins) {
  const auto config = ParseConfig("inspect:\n  margins: " + margins + "\n");
  return config ? "" : RenderErrors("f", config.error());
}

TEST(ClassMarginsTest, AreReadAndWrittenAgain) {
  const auto config = ParseConfig("inspect:\n  margins:\n    car: 0.1\n    \"push chair\": -0.05\n    bus: 1\n");
  ASSERT_TRUE(config) << RenderErrors("f", config.error());
  EXPECT_EQ(config->task.inspect.margins, (MarginsByClass{{"bus", 1}, {"car", 0.1}, {"push chair", -0.05}}));
  const std::string text = ConfigFileText(*config);
  const auto again = ParseConfig(text);
  ASSERT_TRUE(again) << text << RenderErrors("f", again.error());
  EXPECT_EQ(ConfigFileText(*again), text);
  EXPECT_EQ(JudgeFingerprint(*again), JudgeFingerprint(*config));
  EXPECT_NE(JudgeFingerprint(*config), JudgeFingerprint(Config{}));
}

TEST(ClassMarginsTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(Errors("0.1"), "f:2:12: inspect.margins: expected names and numbers, such as {car: 0.1}\n");
  EXPECT_EQ(Errors("{car: wide}"), "f:2:18: inspect.margins.car: expected a number, got 'wide'\n");
  EXPECT_EQ(Errors("{car: \"0.1\"}"),
            "f:2:18: inspect.margins.car: expected a number, -0.4 to 1, got a text in quotes\n");
  EXPECT_EQ(Errors("{car: [0.1]}"), "f:2:18: inspect.margins.car: expected a number, -0.4 to 1, got a list\n");
  EXPECT_EQ(Errors("{car: -0.5, bus: 1.1}"),
            "f:2:18: inspect.margins.car: -0.5 is out of range; allowed: -0.4 to 1\n"
            "f:2:29: inspect.margins.bus: 1.1 is out of range; allowed: -0.4 to 1\n");
  EXPECT_EQ(Errors("{car: -1, bus: 1e9, van: .nan, dog: 1e999}"),
            "f:2:18: inspect.margins.car: -1 is out of range; allowed: -0.4 to 1\n"
            "f:2:27: inspect.margins.bus: 1e9 is out of range; allowed: -0.4 to 1\n"
            "f:2:37: inspect.margins.van: expected a number, got '.nan'\n"
            "f:2:48: inspect.margins.dog: expected a number, got '1e999'\n");
  EXPECT_EQ(Errors("{car: 0.1, car: 0.2}"), "f:2:23: inspect.margins.car: given twice\n");
  EXPECT_EQ(Errors("{'': 0.1}"), "f:2:13: inspect.margins: a name must not be empty\n");
  EXPECT_EQ(Errors("{car: -0.4, bus: 1, dog: 0}"), "");
}

class MarginAdviceTest : public testing::Test {
 protected:
  std::vector<std::string> After(std::uint64_t cars, const MarginsByClass& margins) {
    StreamCounts counts;
    counts.Of(Dimension::kClass).resize(classes_.Add("car") + 1);
    counts.Of(Dimension::kClass).back().labels = cars;
    return MarginAdvice(counts, classes_, margins);
  }
  NameTable classes_{10};
};

TEST_F(MarginAdviceTest, AClassThatNoLabelHasIsNamedWithTheNearest) {
  EXPECT_THAT(After(10, {{"car", 0.1}}), IsEmpty());
  EXPECT_THAT(After(10, {{"cars", 0.1}, {"zebra", 0.1}}),
              ElementsAre("no label is of class cars, which stands in inspect.margins; did you mean 'car'?",
                          "no label is of class zebra, which stands in inspect.margins"));
}

TEST_F(MarginAdviceTest, FewLabelsSayNothing) { EXPECT_THAT(After(9, {{"zebra", 0.1}}), IsEmpty()); }

}  // namespace
}  // namespace labelwatch
