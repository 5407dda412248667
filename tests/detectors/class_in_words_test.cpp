#include "detectors/labels/class_in_words.h"

#include <gtest/gtest.h>

namespace labelwatch {
namespace {

TEST(ClassInWordsTest, ArticlesFollowTheSound) {
  for (const char* right : {"a dog", "an aeroplane", "an umbrella", "a unicorn", "a uniform", "an SUV", "a UFO",
                            "a bus", "an x-ray", "an hourglass", "a one-way sign", "an orange", "an ox", "a European",
                            "a Schiff", "a class_7", "an uncle", "an ice cream", "a traffic_light"}) {
    const std::string text = right;
    EXPECT_EQ(WithArticle(text.substr(text.find(' ') + 1)), text);
  }
}

TEST(ClassInWordsTest, WhatIsPluralHasNone) {
  for (const char* plural : {"skis", "scissors", "people", "traffic_lights", "sun glasses", "Women"}) {
    EXPECT_TRUE(IsPlural(plural)) << plural;
    EXPECT_EQ(WithArticle(plural), plural);
  }
  for (const char* one : {"bus", "glass", "lens", "tennis", "gas", "octopus", "OS", "s", "", "class", "Mercedes"}) {
    EXPECT_FALSE(IsPlural(one)) << one;
  }
  EXPECT_EQ(ThisOne("skis"), "these skis");
  EXPECT_EQ(ThisOne("ski"), "this ski");
}

TEST(ClassInWordsTest, TwoOfThem) {
  EXPECT_EQ(Plural("car"), "cars");
  EXPECT_EQ(Plural("bus"), "buses");
  EXPECT_EQ(Plural("box"), "boxes");
  EXPECT_EQ(Plural("bench"), "benches");
  EXPECT_EQ(Plural("lorry"), "lorries");
  EXPECT_EQ(Plural("toy"), "toys");
  EXPECT_EQ(Plural("wine_glass"), "wine_glasses");
  EXPECT_EQ(Plural("snowman"), "snowmans") << "words that end like others are not known";
  EXPECT_EQ(Plural("fire man"), "fire men");
  EXPECT_EQ(Plural("skis"), "skis");
  EXPECT_EQ(Plural("SUV"), "SUVs");
  EXPECT_EQ(Plural(""), "");
}

}  // namespace
}  // namespace labelwatch
