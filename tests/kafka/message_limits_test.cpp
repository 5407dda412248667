#include "consumers/kafka/message_limits.h"

#include <gtest/gtest.h>

namespace labelwatch {
namespace {

TEST(MessageLimitsTest, NoBatchIsLargerThanWhatEachTopicTakes) {
  EXPECT_EQ(MessageLimits({{"flagged", 100'000}, {"dead", 512'000}}).Batch().bytes, 100'000u);
  EXPECT_EQ(MessageLimits({{"flagged", 5'000'000}}).Batch().bytes, 1'000'000u);
  EXPECT_EQ(MessageLimits({}, {.bytes = 50'000, .messages = 7}).Batch(), (BatchBound{50'000, 7}));
}

TEST(MessageLimitsTest, ARefusedBatchMakesBatchesSmallerAndNoMessageTooLarge) {
  MessageLimits limits({});
  for (int message = 0; message < 100; ++message) limits.Refused("flagged", 560);
  EXPECT_TRUE(limits.Learn());
  EXPECT_EQ(limits.Batch().bytes, 250'000u);
  EXPECT_TRUE(limits.Fits("flagged", 560));
  EXPECT_FALSE(limits.Learn());
}

TEST(MessageLimitsTest, BatchesShrinkToOneMessageAndOnlyThatOneCanBeTooLarge) {
  MessageLimits limits({});
  int tries = 0;
  for (; limits.Fits("flagged", 560); ++tries) {
    limits.Refused("flagged", 560);
    ASSERT_TRUE(limits.Learn());
  }
  EXPECT_EQ(limits.Batch().messages, 1u);
  EXPECT_EQ(tries, 6);
  EXPECT_TRUE(limits.Fits("flagged", 559));
  EXPECT_TRUE(limits.Fits("dead", 560));
}

TEST(MessageLimitsTest, AMessageBeyondTheBatchIsAloneInIt) {
  MessageLimits limits({{"dead", 20'000}});
  EXPECT_TRUE(limits.Fits("dead", 200'000));  // it may shrink
  limits.Refused("dead", 200'000);
  EXPECT_TRUE(limits.Learn());
  EXPECT_FALSE(limits.Fits("dead", 200'000));
  EXPECT_TRUE(limits.Fits("dead", 199'999));
  EXPECT_EQ(limits.Batch().bytes, 20'000u);
}

TEST(MessageLimitsTest, ATopicThatGoesOnRefusingIsTakenAtItsWord) {
  MessageLimits limits({{"dead", 20'000}});
  for (std::size_t size = 200'000; size > 199'996; --size) {
    limits.Refused("dead", size);
    limits.Learn();
  }
  EXPECT_FALSE(limits.Fits("dead", 20'000));
  EXPECT_TRUE(limits.Fits("dead", 19'000));
}

TEST(MessageLimitsTest, OfATopicThatDoesNotTellItIsFoundByHalves) {
  MessageLimits limits({}, {.bytes = 1000, .messages = 1});
  int tries = 0;
  for (; limits.Fits("dead", 1'000); ++tries) {
    for (std::size_t size = 1'000'000; size >= 1'000; size -= 1'000) {
      if (!limits.Fits("dead", size)) continue;
      limits.Refused("dead", size);
      break;
    }
    ASSERT_TRUE(limits.Learn());
  }
  EXPECT_LT(tries, 16);
}

TEST(MessageLimitsTest, ALimitThatWasLoweredIsNotBelievedAnyMore) {
  MessageLimits limits({{"dead", 20'000}});
  for (int tries = 0; tries < 10 && limits.Batch().messages > 1; ++tries) {
    limits.Refused("dead", 5'000);
    limits.Learn();
  }
  for (int tries = 0; tries < 4; ++tries) {
    limits.Refused("dead", 5'000);
    limits.Learn();
  }
  EXPECT_FALSE(limits.Fits("dead", 5'000));
}

}  // namespace
}  // namespace labelwatch
