// Names behind class numbers.

#include <gmock/gmock.h>

#include "consumers/files/dataset/class_list.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ClassListTest : public ::testing::Test {
 protected:
  std::vector<std::string> NamesOf(const std::string& yaml) {
    const auto read = ReadClassList(folder_.Write("data.yaml", yaml));
    if (!read) return {read.error().message};
    return *read ? (*read)->names : std::vector<std::string>{"no list"};
  }
  TemporaryFolder folder_;
};

TEST_F(ClassListTest, ListsAndMapsInOneLineOrBelow) {
  const std::vector<std::string> expected = {"car", "fire hydrant", "it's"};
  EXPECT_EQ(NamesOf("names: [car, 'fire hydrant', \"it's\"]\n"), expected);
  EXPECT_EQ(NamesOf("nc: 3\nnames:\n- car  # a comment\n- fire hydrant\n- 'it''s'\nother: [x]\n"), expected);
  EXPECT_EQ(NamesOf("names:\n  2: \"it's\"\n  0: car\n  1: fire hydrant\ntrain: a\n"), expected);
  EXPECT_EQ(NamesOf("names: {0: car, 1: fire hydrant,\n  2: it's}\n"), expected);
  EXPECT_EQ(NamesOf("names: ['car',\n 'fire hydrant',\n \"it's\",\n]\n"), expected);
  EXPECT_THAT(NamesOf("train: images\n"), ElementsAre("no list"));
  EXPECT_THAT(NamesOf("other: [x\n"), ElementsAre("no list")) << "not ours to judge";
}

// As PyYAML breaks lines: a name goes on in the next one.
TEST_F(ClassListTest, NamesInBracketsMayGoOnOverLines) {
  EXPECT_THAT(NamesOf("names: [car, traffic\n    light, fire hydrant]\nnc: 3\n"),
              ElementsAre("car", "traffic light", "fire hydrant"));
  EXPECT_THAT(NamesOf("names: {0: car, 1: traffic\n    light,  # red\n  2: 'a\n  b'}\n"),
              ElementsAre("car", "traffic light", "a b"));
  EXPECT_THAT(NamesOf("names: ['a, ]b', 'it''s]', \"c \\\"]\", d]\n"), ElementsAre("a, ]b", "it's]", "c \"]", "d"));
}

TEST_F(ClassListTest, WhatIsNotUnderstoodIsNamed) {
  EXPECT_THAT(NamesOf("names: *anchor\n").at(0), HasSubstr("data.yaml:1: the class names are not understood"));
  EXPECT_THAT(NamesOf("a: b\nnames:\n  x: car\n").at(0), HasSubstr("data.yaml:3: the class names"));
  EXPECT_THAT(NamesOf("names: [car, bus\n").at(0),
              HasSubstr("data.yaml:2: the class names are not understood (not YAML"));
  EXPECT_THAT(NamesOf("names:\n").at(0), HasSubstr("holds no class names"));
  EXPECT_THAT(NamesOf("names:\n  4000000000: car\n").at(0), HasSubstr("not understood"));
  EXPECT_THAT(NamesOf("names: [\"\xFF\"]\n").at(0), HasSubstr("not understood"));
}

}  // namespace
}  // namespace labelwatch
