// One frame of a clock that is wrong decides for itself alone, and what it had decided before heals.

#include <gmock/gmock.h>

#include <chrono>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/group_consumer.h"
#include "consumers/position.h"
#include "producing.h"

namespace labelwatch {
namespace {

constexpr std::int64_t kHourMs = 3600 * 1000;

class FutureTimeTest : public OnePartitionTest {
 protected:
  // Frames [from, to) of a camera whose clock is right, or `ahead_ms` ahead.
  void SendFrames(int from, int to, std::int64_t ahead_ms = 0) {
    const auto all = MakeFrames(to, 0, now_ms_ - 60'000 + ahead_ms);
    ForeignProducer producer(kafka_, {{"partitioner", "murmur2_random"}, {"linger.ms", "20"}});
    for (std::size_t i = 2 * static_cast<std::size_t>(from); i < all.size(); ++i) {
      producer.Send(all[i].side == Side::kLabels ? kafka_.topics.labels : kafka_.topics.predictions, all[i].key,
                    all[i].value);
    }
  }

  // Reads on to the end in a process of its own, and expects that many frames joined and no record of another outcome.
  void ExpectJoined(std::uint64_t frames) {
    ServiceRun run;
    const auto summary = run.Go(kafka_, FrozenTask());
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(Outcomes(summary->counts, Side::kLabels, Outcome::kJoined), frames);
    EXPECT_EQ(Outcomes(summary->counts, Side::kLabels), frames);
    EXPECT_EQ(Outcomes(summary->counts, Side::kPredictions, Outcome::kJoined), frames);
    text_ = run.metrics.Text();
  }

  const std::int64_t now_ms_ =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  std::string text_;
};

TEST_F(FutureTimeTest, FramesAfterOneFromTheFutureAreJoinedAlsoAfterARestart) {
  SendFrames(0, 200);
  SendFrames(200, 201, 999 * now_ms_);       // microseconds
  SendFrames(201, 202, 999'999 * now_ms_);   // nanoseconds
  SendFrames(202, 203, 365 * 24 * kHourMs);  // a year
  SendFrames(203, 400);
  ExpectJoined(400);
  EXPECT_THAT(text_, testing::HasSubstr("labelwatch_records_ahead_of_clock_total{side=\"labels\"} 3\n"));
  SendFrames(400, 500);
  ExpectJoined(100);
}

TEST_F(FutureTimeTest, OneCameraOfTwentyHoursAheadTakesNothingFromTheOthers) {
  for (int i = 0; i < 200; i += 20) {
    SendFrames(i, i + 19);
    SendFrames(i + 19, i + 20, 22 * kHourMs);
  }
  ExpectJoined(200);
}

TEST_F(FutureTimeTest, CamerasWhoseClocksAreAllHoursAheadAreJoined) {
  SendFrames(0, 200, 3 * kHourMs);
  ExpectJoined(200);
  SendFrames(200, 300, 3 * kHourMs);
  ExpectJoined(100);
}

TEST_F(FutureTimeTest, AWatermarkThatWasCommittedFromTheFutureHealsAtTheNextStart) {
  SendFrames(0, 100);
  {
    const auto client = MakeReader(kafka_, kafka_.group);
    ASSERT_TRUE(client);
    std::vector<PartitionPosition> positions;
    for (const std::string& topic : {kafka_.topics.labels, kafka_.topics.predictions}) {
      positions.push_back({topic, 0, 100, PositionText({50, 1000 * now_ms_})});
    }
    ASSERT_EQ(rd_kafka_commit(client->get(), ListOf(positions).get(), 0), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  SendFrames(100, 200);
  ExpectJoined(100);
}

}  // namespace
}  // namespace labelwatch
