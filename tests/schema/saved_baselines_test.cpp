#include "schema/saved_baselines.h"

#include <gmock/gmock.h>

#include <random>

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;

SavedBaselines Some() {
  SavedBaselines baselines{true, .5, {{"yolo@7", 0xFFFF'FFFF'FFFF'FFFEU}}, {}};
  baselines.series.push_back(
      {{Dimension::kAnnotator, "bob \"b\""}, SeriesKindOf(Kind::kWrongClass), "yolo@7", true, 3, 2000, 41, 12.5, 1, 2});
  baselines.series.push_back({{}, SeriesKind::kOtherClass, "yolo@7", false, 0, 7, 0, 0, 0, 0});
  return baselines;
}

std::string WhyNot(const std::string& json) {
  const auto read = BaselinesFromJson(json);
  return read ? "it is one" : read.error().message;
}

TEST(SavedBaselinesTest, AreReadBackAsTheyWereWritten) {
  const auto read = BaselinesFromJson(BaselinesToJson(Some()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, Some());
}

TEST(SavedBaselinesTest, WhatIsNoneIsRefusedInOneSentence) {
  for (const std::string& text : {std::string("{}"), std::string("time,dimension,value\n"), std::string(),
                                  std::string("\xFF"), std::string(R"({"version":"3","classes":["dog"]})"),
                                  std::string("{\"series\":\n[}]}"), std::string(100'000, '[')}) {
    EXPECT_THAT(WhyNot(text), HasSubstr("these are no baselines that were saved: ")) << text.substr(0, 20);
    EXPECT_THAT(WhyNot(text), Not(HasSubstr("\n"))) << text.substr(0, 20);
  }
  const auto with = [](const std::string& series) {
    return WhyNot(R"({"frames_per_ms":1,"series":[{"dimension":"overall","kind":"missing",)" + series + "}]}");
  };
  EXPECT_EQ(with(R"("frames":5)"), "it is one");
  EXPECT_THAT(with(R"("frames":-5)"), HasSubstr("no number from 0 on"));
  EXPECT_THAT(with(R"("frames":"NaN")"), HasSubstr("no number from 0 on"));
  EXPECT_THAT(WhyNot(R"({"series":[{"dimension":"planet","kind":"missing"}]})"), HasSubstr("no dimension 'planet'"));
  EXPECT_THAT(WhyNot(R"({"series":[{"dimension":"class","kind":"odd"}]})"), HasSubstr("no kind 'odd'"));
  EXPECT_THAT(WhyNot(R"({"series":[{"dimension":"overall","kind":"missing","learnt":true}]})"),
              HasSubstr("frames_per_ms is not said"));
}

TEST(SavedBaselinesTest, AnyChangedByteEndsInBaselinesOrAnError) {
  const std::string json = BaselinesToJson(Some());
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::string changed = json;
    changed[random() % changed.size()] = static_cast<char>(random());
    (void)BaselinesFromJson(changed);
  }
}

}  // namespace
}  // namespace labelwatch
