#include "metrics/label_text.h"

#include <gtest/gtest.h>

#include "schema/text.h"

namespace labelwatch {
namespace {

TEST(LabelTextTest, OrdinaryNamesStayAsTheyAre) {
  EXPECT_EQ(LabelText("traffic light"), "traffic light");
  EXPECT_EQ(LabelText("Fahrradständer 自転車 🚲"), "Fahrradständer 自転車 🚲");
  EXPECT_EQ(LabelText("say \"hi\" \\ {}"), "say \"hi\" \\ {}") << "the serializer escapes these";
}

TEST(LabelTextTest, WhatIsNotUtf8IsReplacedByteForByte) {
  EXPECT_EQ(LabelText("caf\xE9"), "caf\uFFFD");
  EXPECT_EQ(LabelText("\xC0\x80"), "\uFFFD\uFFFD") << "overlong";
  EXPECT_EQ(LabelText("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD") << "surrogate";
  EXPECT_EQ(LabelText("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD") << "beyond U+10FFFF";
  EXPECT_EQ(LabelText("a\xE2\x82"), "a\uFFFD\uFFFD") << "cut in the middle";
}

TEST(LabelTextTest, ControlCharactersAreReplaced) {
  EXPECT_EQ(LabelText("two\nlines"), "two\uFFFDlines");
  EXPECT_EQ(LabelText(std::string_view("nul\0", 4)), "nul\uFFFD");
}

TEST(LabelTextTest, LongValuesAreCutBetweenCharacters) {
  EXPECT_EQ(LabelText(std::string(kLabelTextBytes, 'x')), std::string(kLabelTextBytes, 'x'));
  EXPECT_EQ(LabelText(std::string(10'000, 'x')), std::string(kLabelTextBytes - 3, 'x') + "...");
  std::string umlauts;
  for (int i = 0; i < 5000; ++i) umlauts += "ä";
  const std::string text = LabelText(umlauts);
  EXPECT_LE(text.size(), kLabelTextBytes);
  EXPECT_EQ(CleanText(text), text);
  EXPECT_TRUE(text.ends_with("ä..."));
}

TEST(LabelTextTest, AnEmptyValueIsNamedBecauseItWouldMeanNoLabel) { EXPECT_EQ(LabelText(""), "(empty)"); }

TEST(LabelTextTest, TheResultIsAlwaysValidAndBounded) {
  std::uint32_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes;
    for (std::uint32_t n = (state = state * 1664525u + 1013904223u) >> 23; n > 0; --n) {
      state = state * 1664525u + 1013904223u;
      bytes += static_cast<char>(state >> 24);
    }
    const std::string text = LabelText(bytes);
    ASSERT_LE(text.size(), kLabelTextBytes);
    ASSERT_EQ(CleanText(text), text);
  }
}

}  // namespace
}  // namespace labelwatch
