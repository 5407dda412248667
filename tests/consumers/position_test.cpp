#include "consumers/position.h"

#include <gtest/gtest.h>

#include "consumers/rewind_marks.h"

namespace labelwatch {
namespace {

TEST(PositionTest, TextComesBackAsItWas) {
  for (const CommittedPosition& position : {CommittedPosition{4200, 1700000000000}, CommittedPosition{0, INT64_MIN},
                                            CommittedPosition{INT64_MAX, -5, INT64_MAX, INT64_MAX, INT64_MAX}}) {
    EXPECT_EQ(PositionFromText(PositionText(position)), position);
    EXPECT_LE(PositionText(position).size(), 200u);
  }
  EXPECT_EQ(PositionText({4200, 17, 4100, 4999, 23}), "v2;rw=4200;wm=17;ended=4100;last=4999@23");
}

TEST(PositionTest, TextsOfTheFormerVersionAreRead) {
  EXPECT_EQ(PositionFromText("v1;rw=4200;wm=17"), (CommittedPosition{4200, 17}));
}

TEST(PositionTest, ForeignMetadataIsNoPosition) {
  for (const char* text : {"", "v1", "v1;rw=", "v1;rw=1", "v1;rw=1;wm=", "v1;rw=-1;wm=2", "v1;rw=1;wm=2;",
                           "v2;rw=1;wm=2", "v2;rw=1;wm=2;ended=-1;last=4", "v2;rw=1;wm=2;ended=-1;last=4@5;",
                           "v3;rw=1;wm=2", "v1;rw=99999999999999999999;wm=1", "leader-epoch"}) {
    EXPECT_FALSE(PositionFromText(text)) << text;
  }
}

TEST(RewindMarksTest, FindsWhereEverythingBeforeIsOlder) {
  RewindMarks marks;
  EXPECT_EQ(marks.OffsetBefore(100), -1);
  for (std::int64_t offset = 500; offset < 10'000; ++offset) marks.Read(offset, offset * 10);
  EXPECT_EQ(marks.OffsetBefore(0), 500);
  const std::int64_t found = marks.OffsetBefore(50'000);
  EXPECT_LE(found, 5000);        // offset 5000 is the first that is not older
  EXPECT_GT(found, 5000 - 600);  // and not much too early
}

TEST(RewindMarksTest, StayFewAndNeverTooLate) {
  RewindMarks marks;
  for (std::int64_t offset = 0; offset < 2'000'000; ++offset) marks.Read(offset, offset);
  const std::int64_t found = marks.OffsetBefore(1'000'000);
  EXPECT_LE(found, 1'000'000);
  EXPECT_GT(found, 1'000'000 - 10'000);
  marks.Forget(1'000'000);
  EXPECT_EQ(marks.OffsetBefore(1'000'000), found);
}

}  // namespace
}  // namespace labelwatch
