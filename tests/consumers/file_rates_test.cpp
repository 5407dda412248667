// In which time rates are followed over files, and that their frames are then in it.

#include "consumers/file_rates.h"

#include <gmock/gmock.h>

#include "schema/recorded.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kNewYear = 1704067200000, kMinute = 60'000;  // 2024-01-01

class FileRatesTest : public ::testing::Test {
 protected:
  // A recorded stream of frames that were labeled at these times; 0: not said.
  FileRates Over(const std::vector<std::int64_t>& labeled_at_ms) {
    std::string content;
    for (std::size_t i = 0; i < labeled_at_ms.size(); ++i) {
      LabeledFrame frame;
      const std::string id = "f" + std::to_string(i);
      frame.frame_id = id;
      frame.event_time_ms = 1'600'000'000'000;
      frame.labeled_at_ms = labeled_at_ms[i];
      std::string bytes;
      Encode(frame, NameTable(1), bytes);
      AppendDelimited(bytes, content);
    }
    const auto stream = OpenRecordStream({folder_.Write("labels.bin", content)}, {});
    return RatesOver(**stream, {});
  }

  TemporaryFolder folder_;
};

TEST_F(FileRatesTest, LabelTimesAreFollowedWhereTheyTellAnOrder) {
  const FileRates follow = Over({kNewYear, kNewYear + 10 * kMinute});
  EXPECT_FALSE(follow.times.order);
  EXPECT_EQ(follow.options.tick_ms, kMinute);
  EXPECT_EQ(follow.why, "");
}

TEST_F(FileRatesTest, OneTimeForAllIsAnOrder) {
  const FileRates follow = Over({kNewYear, kNewYear, kNewYear});
  EXPECT_TRUE(follow.times.order);
  EXPECT_EQ(follow.options.budget_ms, 3 * kFrameIntervalMs) << "the budget is for the whole stream";
  EXPECT_THAT(follow.why, HasSubstr("all labels have the same time, 2024-01-01 00:00 UTC"));
}

TEST_F(FileRatesTest, AFewTicksAreAnOrder) {
  const FileRates follow = Over({kNewYear + 9 * kMinute, kNewYear});
  EXPECT_TRUE(follow.times.order);
  EXPECT_THAT(follow.why, HasSubstr("from 2024-01-01 00:00 UTC to 2024-01-01 00:09 UTC"));
}

TEST_F(FileRatesTest, ARecordedStreamWithoutLabelTimesIsAnOrder) {
  EXPECT_TRUE(Over({0, 0}).times.order) << "the time of a record says when the frame was taken";
  EXPECT_TRUE(Over({kNewYear, kNewYear + 20 * kMinute, 0}).times.order) << "one frame says nothing";
  EXPECT_EQ(Over({0, 0}).why, "") << "there is nothing to explain";
}

}  // namespace
}  // namespace labelwatch
