#include "metrics/health.h"

#include <gmock/gmock.h>

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(HealthTest, ReadyUntilAReasonIsSet) {
  Health health;
  EXPECT_THAT(health.ReasonsNotReady(), IsEmpty());
  health.NotReady("kafka", "no partition assigned yet");
  health.NotReady("calibration", "file is being read");
  EXPECT_THAT(health.ReasonsNotReady(),
              ElementsAre("calibration: file is being read", "kafka: no partition assigned yet"));
  health.Ready("kafka");
  health.Ready("calibration");
  EXPECT_THAT(health.ReasonsNotReady(), IsEmpty());
}

TEST(HealthTest, APartWithoutProgressForLongerThanItsLimitIsStalled) {
  Health health;
  health.Progress("task 0", 1'000, 5'000);
  EXPECT_THAT(health.Stalled(6'000), IsEmpty());
  EXPECT_THAT(health.Stalled(8'000), ElementsAre("task 0: no progress for 7 s (limit 5 s)"));
  health.Progress("task 0", 8'000, 5'000);
  EXPECT_THAT(health.Stalled(9'000), IsEmpty());
}

TEST(HealthTest, WhatIsNoLongerWatchedCannotStall) {
  Health health;
  health.Progress("task 0", 1'000, 5'000);
  health.Unwatch("task 0");
  EXPECT_THAT(health.Stalled(1'000'000), IsEmpty());
}

}  // namespace
}  // namespace labelwatch
