#include "consumers/repeated_warnings.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "consumers/refusal_log.h"
#include "tests/support/said.h"

namespace labelwatch {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::ptrdiff_t Lines(const Said& said) { return std::ranges::count(said.Text(), '\n'); }

void WarnOf(RepeatedWarnings& warnings, const std::string& reason, int from, int to) {
  for (int i = from; i < to; ++i) warnings.Warn(reason, "record " + std::to_string(i));
}

TEST(RepeatedWarningsTest, TheFirstOnesAreSaidWholeAndTheRestAsANumberAtTheEnd) {
  const Said said;
  {
    RepeatedWarnings warnings;
    WarnOf(warnings, "refused", 0, 50'000);
    EXPECT_EQ(Lines(said), 5);
    EXPECT_THAT(said.Text(), AllOf(HasSubstr("refused: record 0\n"), HasSubstr("refused: record 4; more"),
                                   Not(HasSubstr("record 5"))));
  }
  EXPECT_EQ(Lines(said), 6);
  EXPECT_THAT(said.Text(), HasSubstr("refused: 49995 more\n"));
}

TEST(RepeatedWarningsTest, ARareReasonIsSaidWholeBehindAFloodOfAnother) {
  const Said said;
  RepeatedWarnings warnings;
  WarnOf(warnings, "refused", 0, 1'000);
  WarnOf(warnings, "shortened", 1'000, 1'001);
  EXPECT_THAT(said.Text(), HasSubstr("shortened: record 1000\n"));
}

TEST(RepeatedWarningsTest, WhatCameSinceIsSaidOncePerMinute) {
  const Said said;
  RepeatedWarnings warnings;
  warnings.Advance(1'000'000);
  WarnOf(warnings, "refused", 0, 105);
  warnings.Advance(1'059'999);
  EXPECT_EQ(Lines(said), 5);
  warnings.Advance(1'060'000);
  EXPECT_THAT(said.Text(), HasSubstr("refused: 100 more\n"));
  WarnOf(warnings, "refused", 0, 7);
  warnings.Advance(1'119'999);
  EXPECT_EQ(Lines(said), 6);
  warnings.Advance(1'120'000);
  EXPECT_THAT(said.Text(), HasSubstr("refused: 7 more\n"));
}

TEST(RepeatedWarningsTest, AMinuteInWhichNothingCameSaysNothing) {
  const Said said;
  RepeatedWarnings warnings;
  WarnOf(warnings, "refused", 0, 3);
  for (std::int64_t minute = 1; minute < 10; ++minute) warnings.Advance(60'000 * minute);
  EXPECT_EQ(Lines(said), 3);
}

TEST(RefusalLogTest, EachSideReasonAndOutputIsAReasonOfItsOwn) {
  const Said said;
  RefusalLog log;
  for (int i = 0; i < 100; ++i) {
    const std::string place = "offset " + std::to_string(i);
    log.Refused(Side::kLabels, Rejection::kMalformed, place);
    log.Refused(Side::kPredictions, Rejection::kMalformed, place);
    log.Refused(Side::kLabels, Rejection::kBadText, place);
    log.Shortened("FlaggedFrame", "flagged", place);
    log.Shortened("RelabelRequest", "requests", place);
  }
  EXPECT_EQ(Lines(said), 25);
  log.Advance(60'000);
  EXPECT_EQ(Lines(said), 30);
  EXPECT_THAT(said.Text(), AllOf(HasSubstr("labels refused as malformed: 95 more"),
                                 HasSubstr("FlaggedFrame is too large for topic flagged: 95 more")));
}

}  // namespace
}  // namespace labelwatch
