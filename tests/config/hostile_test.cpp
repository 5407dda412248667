// Any bytes end in a configuration or in errors with places, quickly and without a crash.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "config/config.h"

namespace labelwatch {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

std::string Repeat(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

// The one error of a file that is refused as a whole.
std::string OneError(const std::string& text) {
  const auto config = ParseConfig(text);
  if (config) return "no error";
  EXPECT_EQ(config.error().size(), 1u) << RenderErrors("f", config.error()).substr(0, 1000);
  return RenderErrors("f", {config.error().front()});
}

TEST(HostileTest, DeepNestingIsRefused) {
  EXPECT_THAT(OneError(Repeat("[", 1'000'000)), HasSubstr("larger than 256 KiB"));
  for (const char* part : {"- ", "- - "}) {
    EXPECT_THAT(OneError(Repeat(part, 60'000)), HasSubstr("nested deeper")) << part;
  }
  EXPECT_THAT(OneError(Repeat("[", 120'000) + Repeat("]", 120'000)), HasSubstr("nested deeper"));
  EXPECT_THAT(OneError("join: " + Repeat("{a: ", 40'000) + Repeat("}", 40'000)), HasSubstr("nested deeper"));
  // Without an end all of it could still become a key, which yaml-cpp reports first.
  for (const char* part : {"[", "[\n", "{a: ", "{a:\n", "[{", "{? ", "? "}) {
    EXPECT_THAT(OneError(Repeat(part, 250'000 / std::string_view(part).size())),
                AnyOf(HasSubstr("nested deeper"), HasSubstr("a key must be a word")))
        << part;
  }
  std::string stairs;
  for (std::size_t i = 0; i < 500; ++i) stairs += std::string(i, ' ') + "a:\n";
  EXPECT_EQ(OneError(stairs), "f:17:17: nested deeper than 16 levels\n");
}

TEST(HostileTest, AnchorsAliasesAndTagsAreRefused) {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    bomb +=
        std::string(1, c) + ": &" + c + " [" + Repeat(std::string("*") + static_cast<char>(c - 1) + ", ", 9) + "]\n";
  }
  EXPECT_EQ(OneError(bomb), "f:1:4: anchors (&name) are not used here\n");
  EXPECT_THAT(OneError("join: *a\n"), HasSubstr("f:1:7: "));
  EXPECT_EQ(OneError("join:\n  window: !!str 10m\n"), "f:2:11: tags (tag:yaml.org,2002:str) are not used here\n");
  EXPECT_THAT(OneError("join: !!map {}\n"), HasSubstr("tags"));
  EXPECT_THAT(OneError("<<: *a\n"), HasSubstr("f:1:5: "));
}

TEST(HostileTest, BinaryIsRefusedWithItsFirstByte) {
  EXPECT_EQ(OneError(std::string("join:\n  w\0", 10)), "f:2:4: not a text file: byte \\x00 here\n");
  EXPECT_EQ(OneError("\x7f"
                     "ELF\x02\x01"),
            "f:1:1: not a text file: byte \\x7f here\n");
  EXPECT_EQ(OneError("a: \xff\xfe"), "f:1:4: not a text file: byte \\xff here\n");
  EXPECT_EQ(OneError("\x1f\x8b\x08"), "f:1:1: not a text file: byte \\x1f here\n");
  EXPECT_EQ(OneError("a: \xed\xa0\x80"), "f:1:4: not a text file: byte \\xed here\n");
}

TEST(HostileTest, ManyNodesAreRefused) {
  EXPECT_THAT(OneError(Repeat("a: 1\n", 30'000)), HasSubstr("more than 10000 keys and values"));
  EXPECT_THAT(OneError("join: {models: [" + Repeat("a,", 60'000) + "]}"), HasSubstr("more than 10000"));
}

TEST(HostileTest, SeveralDocumentsAreRefused) {
  EXPECT_THAT(OneError("join: {}\n---\njoin: {}\n"), HasSubstr("several YAML documents"));
}

TEST(HostileTest, KeysThatAreNoWordsAreRefused) {
  EXPECT_EQ(OneError("[a]: 1\n"), "f:1:1: a key must be a word, not a list or a map\n");
  EXPECT_EQ(OneError("? {a: b}\n: 1\n"), "f:1:3: a key must be a word, not a list or a map\n");
}

TEST(HostileTest, ErrorsAreCounted) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "key" + std::to_string(i) + ": 1\n";
  const auto config = ParseConfig(text);
  ASSERT_FALSE(config);
  ASSERT_EQ(config.error().size(), 101u);
  EXPECT_EQ(config.error().back().message, "and 900 more errors");
}

TEST(HostileTest, WhatIsShownIsFitForATerminal) {
  const auto config =
      ParseConfig("\"\\e[31m\\u202e\": 1\n" + std::string(500, 'x') + ": 1\nlog: {level: \"\\a\\n\"}\n");
  ASSERT_FALSE(config);
  const std::string shown = RenderErrors("f", config.error());
  EXPECT_EQ(shown.find_first_of("\x1b\a"), std::string::npos);
  EXPECT_THAT(shown, HasSubstr("\\x1b[31m"));
  EXPECT_THAT(shown, HasSubstr("xxx...: unknown key"));
  EXPECT_LT(shown.size(), 600u);
}

// Every error has a place inside of the text, and rendering it never fails.
void ExpectSound(const std::string& text) {
  const auto config = ParseConfig(text);
  if (config) return;
  ASSERT_FALSE(config.error().empty());
  const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
  for (const ConfigError& error : config.error()) {
    EXPECT_FALSE(error.message.empty());
    EXPECT_LE(error.at.line, lines) << error.message;
    EXPECT_LE(error.at.column, static_cast<int>(text.size()) + 1) << error.message;
  }
  EXPECT_FALSE(RenderErrorsJson("f", config.error()).empty());
}

class HostileFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(LABELWATCH_REPOSITORY "/config/labelwatch.yaml", std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    shipped_ = text.str();
    ASSERT_GT(shipped_.size(), 1000u);
  }
  std::string shipped_;
};

TEST_F(HostileFileTest, EveryTruncationIsSound) {
  for (std::size_t size = 0; size < shipped_.size(); size += 3) ExpectSound(shipped_.substr(0, size));
}

TEST_F(HostileFileTest, DamagedBytesAreSound) {
  std::mt19937 random(20);
  for (int round = 0; round < 2000; ++round) {
    std::string text = shipped_;
    for (int flips = 1 + round % 4; flips > 0; --flips) {
      text[random() % text.size()] =
          static_cast<char>(round % 2 ? random() : "{}[]:,-?&*!|>'\"%@`# \n\t"[random() % 23]);
    }
    ExpectSound(text);
  }
}

TEST_F(HostileFileTest, YamlPunctuationSoupIsSound) {
  std::mt19937 random(21);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::size_t size = random() % 200; size > 0; --size) text += "{}[]:,-?&*!|>'\"%@#ab1 \n\t "[random() % 26];
    ExpectSound(text);
  }
}

TEST_F(HostileFileTest, RandomBytesAreSound) {
  std::mt19937 random(22);
  for (int round = 0; round < 500; ++round) {
    std::string text(random() % 400, '\0');
    for (char& c : text) c = static_cast<char>(random());
    ExpectSound(text);
  }
}

}  // namespace
}  // namespace labelwatch
