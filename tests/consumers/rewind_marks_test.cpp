// Where reading must start again, for input whose times go up and down.

#include "consumers/rewind_marks.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace labelwatch {
namespace {

// Nothing newer than the time lies before the offset: what a restart must see again, it sees.
TEST(RewindMarksTest, NothingThatMattersLiesBeforeTheOffset) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    RewindMarks marks;
    std::vector<std::int64_t> times;
    for (std::int64_t offset = 0; offset < 20'000; ++offset) {
      times.push_back(offset + std::uniform_int_distribution<std::int64_t>(-3000, 3000)(random));
      marks.Read(offset, times.back());
    }
    for (std::int64_t time = -1000; time < 24'000; time += 997) {
      const std::int64_t from = marks.OffsetBefore(time);
      ASSERT_GE(from, 0);
      for (std::int64_t offset = 0; offset < from; ++offset) {
        ASSERT_LT(times[static_cast<std::size_t>(offset)], time) << "seed " << seed << " offset " << offset;
      }
    }
    EXPECT_GT(marks.OffsetBefore(15'000), 10'000) << "and not much more is read than that";
  }
}

TEST(RewindMarksTest, ATimeThatGoesBackMovesNothingForward) {
  RewindMarks marks;
  marks.Read(0, 1000);
  for (std::int64_t offset = 1; offset < 2000; ++offset) marks.Read(offset, 10);
  EXPECT_EQ(marks.OffsetBefore(500), 0) << "the first record is newer than that";
}

TEST(RewindMarksTest, WhatIsForgottenIsNotAskedFor) {
  RewindMarks marks;
  for (std::int64_t offset = 0; offset < 100'000; ++offset) marks.Read(offset, offset);
  const std::int64_t before = marks.OffsetBefore(90'000);
  marks.Forget(80'000);
  EXPECT_EQ(marks.OffsetBefore(90'000), before);
  EXPECT_LE(marks.OffsetBefore(80'000), 80'000);
}

}  // namespace
}  // namespace labelwatch
