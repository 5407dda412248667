#include "consumers/files/dataset/plain_name.h"

#include <gtest/gtest.h>

namespace labelwatch {
namespace {

TEST(PlainNameTest, OneNameWrittenInTwoWays) {
  EXPECT_EQ(PlainName("Capture_d%C3%A9cran_1.txt"), PlainName("Capture_d\u00e9cran_1.png"));
  EXPECT_EQ(PlainName("Cafe\u0301.jpg"), PlainName("Caf\u00e9.jpg"));       // NFD and NFC
  EXPECT_EQ(PlainName("\u1112\u1161\u11ab.jpg"), PlainName("\ud55c.jpg"));  // a Korean syllable
  EXPECT_EQ(PlainName("\u1ea5.jpg"), PlainName("a\u0302\u0301.jpg"));       // two marks
  EXPECT_EQ(PlainName("set\\a.jpg"), "set/a");
  EXPECT_EQ(PlainName("a_jpg.rf.0123abcd.jpg"), "a");
}

TEST(PlainNameTest, WhatLooksAlikeStaysItself) {
  EXPECT_EQ(PlainName("100%.jpg"), "100%");
  EXPECT_EQ(PlainName("a%FF.jpg"), "a%FF");  // no text
  EXPECT_EQ(PlainName("a.b.jpg"), "a.b");
  EXPECT_EQ(PlainName(".rf.12.jpg"), ".rf.12");
  EXPECT_NE(PlainName("cafe.jpg"), PlainName("caf\u00e9.jpg"));
}

TEST(PlainNamesTest, FoldersMayBeLeftOutButNotDiffer) {
  PlainNames names;
  names.Add("day1/a b.jpg", 0);
  names.Add("day1/c.jpg", 1);
  names.Add("day2/c.jpg", 2);
  EXPECT_EQ(names.Find("a%20b.jpg"), 0U);
  EXPECT_EQ(names.Find("images\\day1\\a b.jpg"), 0U);
  EXPECT_EQ(names.Find("day2/a b.jpg"), std::nullopt);
  EXPECT_EQ(names.Find("c.jpg"), std::nullopt);  // two of them
  EXPECT_EQ(names.Find("day2\\c.jpg"), 2U);
}

// Two pictures that Roboflow made of one: nobody knows which is meant.
TEST(PlainNamesTest, CopiesOfOnePictureAreNotMixedUp) {
  PlainNames names;
  names.Add("a_jpg.rf.01.jpg", 0);
  names.Add("a_jpg.rf.02.jpg", 1);
  EXPECT_EQ(names.Find("a.jpg"), std::nullopt);
}

}  // namespace
}  // namespace labelwatch
