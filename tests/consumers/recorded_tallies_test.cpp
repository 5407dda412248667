// Recorded tallies into a backtest: the form is told from the content, what is none is left out, and what was learnt of
// one stream holds for the next.

#include <gmock/gmock.h>

#include "consumers/backtest/count_source.h"
#include "consumers/file_rates.h"
#include "schema/message_json.h"
#include "schema/recorded.h"
#include "schema/tally_codec.h"
#include "tests/consumers/files_support.h"

namespace labelwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kStartMs = 1'772'323'200'000, kMinuteMs = 60'000;  // 2026-03-01

// Of one minute: 50 frames by Bob, some of them flagged as duplicates.
Tally Minute(std::int64_t minute, std::uint32_t flagged) {
  Tally tally;
  tally.group = "labelwatch";
  tally.covered.push_back({0, {}, {}, kStartMs + minute * kMinuteMs});
  tally.series.values = {{Dimension::kAnnotator, "bob"}};
  SeriesRow row{0, 50, {}};
  const SeriesKind kind = SeriesKindOf(Kind::kDuplicate);
  row.flagged[Place(kind)] = flagged;
  tally.series.blocks.push_back({kStartMs + minute * kMinuteMs, "", "", Bit(kind), {row}});
  tally.lessons.from = tally.lessons.to = std::make_shared<const Calibration>();
  return tally;
}

std::string Delimited(const std::vector<Tally>& tallies) {
  std::string out;
  for (const Tally& tally : tallies) AppendDelimited(EncodeTally(tally), out);
  return out;
}

std::string Lines(const std::vector<Tally>& tallies) {
  std::string out;
  for (const Tally& tally : tallies) out += *TallyToJson(EncodeTally(tally)) + "\n";
  return out;
}

// One frame in fifty is flagged; from minute `from` on one in ten.
std::vector<Tally> Stream(std::int64_t minutes, std::int64_t from) {
  std::vector<Tally> tallies;
  for (std::int64_t minute = 0; minute < minutes; ++minute) tallies.push_back(Minute(minute, minute < from ? 1 : 5));
  return tallies;
}

class RecordedTalliesTest : public ::testing::Test {
 protected:
  // Nothing where the file cannot be used; why is in error_.
  std::optional<Backtest> Over(const std::string& content, const SavedBaselines* baselines = nullptr) {
    error_.clear();
    auto source = OpenCounts(folder_.Write("tallies", content));
    if (!source) {
      error_ = source.error().message;
      return std::nullopt;
    }
    piece_ = (*source)->Piece();
    Backtest backtest(InLabelTime({}));
    if (baselines != nullptr) {
      EXPECT_TRUE(backtest.Hold(*baselines));
    }
    Result<bool> more = true;
    while ((more = (*source)->Next(backtest)) && *more) {
    }
    if (!more) error_ = more.error().message;
    problems_ = (*source)->Problems().Sentences();
    read_ = (*source)->Read();
    backtest.Finish();
    return backtest;
  }

  TemporaryFolder folder_;
  std::string error_, piece_;
  std::vector<std::string> problems_;
  std::uint64_t read_ = 0;
};

TEST_F(RecordedTalliesTest, AreReadInEachForm) {
  const std::vector<Tally> stream = Stream(150, 100);
  for (const std::string& content : {Delimited(stream), Lines(stream), Gzip(Delimited(stream)), Gzip(Lines(stream))}) {
    const auto backtest = Over(content);
    ASSERT_EQ(error_, "");
    EXPECT_EQ(read_, 150u);
    EXPECT_EQ(piece_, "message");
    ASSERT_EQ(backtest->Alarms().size(), 1u);
    EXPECT_NEAR(static_cast<double>(backtest->Alarms()[0].since_ms - kStartMs), 100. * kMinuteMs, 3. * kMinuteMs);
    EXPECT_EQ(backtest->History().Of(backtest->Alarms()[0].series).size(), 150u);
  }
}

TEST_F(RecordedTalliesTest, WhatIsNoTallyIsLeftOutAndNamed) {
  std::string lines = Lines({Minute(0, 1)}) + "{\"frame_id\":\"f1\"}\n[]\n" + Lines({Minute(1, 1)});
  EXPECT_TRUE(Over(lines));
  EXPECT_EQ(read_, 2u);
  ASSERT_EQ(problems_.size(), 2u);
  EXPECT_THAT(problems_[0], HasSubstr("message 2: not a tally: it has no group"));
  EXPECT_THAT(problems_[1], HasSubstr("message 3: not the JSON form of a tally"));
}

TEST_F(RecordedTalliesTest, AFileOfOtherMessagesIsRefused) {
  EXPECT_FALSE(Over("{\"frame_id\":\"f1\"}\n"));
  EXPECT_THAT(error_, HasSubstr("holds no tally that can be used"));
  EXPECT_FALSE(Over("frame_id,label\n"));
  EXPECT_THAT(error_, HasSubstr("its first line must name the columns"));
  const std::string whole = Delimited(Stream(3, 3));
  Over(whole.substr(0, whole.size() - 4));
  EXPECT_THAT(error_, HasSubstr("the file is truncated"));
}

TEST_F(RecordedTalliesTest, ARepeatCountsOnce) {
  Tally tally = Minute(0, 1);
  tally.transaction = false;
  tally.covered[0].to = {50, 50};
  const auto backtest = Over(Delimited({tally, tally}));
  ASSERT_EQ(backtest->Stage().Series().size(), 1u);
  EXPECT_EQ(backtest->Stage().Series()[0].Frames(), 50u);
}

TEST_F(RecordedTalliesTest, HeldToSavedBaselinesAStreamTellsFromItsFirstFrames) {
  const auto first = Over(Delimited(Stream(60, 60)));
  EXPECT_THAT(first->Alarms(), IsEmpty());
  const SavedBaselines saved = BaselinesOf(first->Stage(), first->Options(), false);
  const auto read = BaselinesFromJson(BaselinesToJson(saved));
  ASSERT_TRUE(read) << read.error().message;

  const std::string bad = Delimited(Stream(30, 0));
  EXPECT_THAT(Over(bad)->Alarms(), IsEmpty()) << "alone it learns that this is usual";
  const auto held = Over(bad, &*read);
  ASSERT_EQ(held->Alarms().size(), 1u);
  EXPECT_EQ(held->Alarms()[0].since_ms, kStartMs) << "its first minute";
  EXPECT_NEAR(held->Alarms()[0].baseline, .02, 1e-9);
  EXPECT_DOUBLE_EQ(*held->Stage().FramesPerFalseAlarm(), *first->Stage().FramesPerFalseAlarm())
      << "the budget is the same";
  EXPECT_EQ(BaselinesOf(held->Stage(), held->Options(), false), saved) << "what was learnt stays";
  EXPECT_THAT(Over(Delimited(Stream(30, 30)), &*read)->Alarms(), IsEmpty());
}

TEST_F(RecordedTalliesTest, SeriesThatLearnGoOnLearning) {
  const auto first = Over(Delimited(Stream(30, 30)));  // 1,500 of the 2,000 frames
  const SavedBaselines saved = BaselinesOf(first->Stage(), first->Options(), false);
  EXPECT_FALSE(saved.series[0].learnt);
  EXPECT_EQ(saved.frames_per_ms, 0);
  EXPECT_FALSE(Over(Delimited(Stream(11, 11)), &saved)->Stage().Series()[0].Learning());
}

TEST_F(RecordedTalliesTest, SumsThatNoFramesMakeAreRefused) {
  SavedBaselines saved;
  saved.frames_per_ms = 1;
  saved.series.push_back({{}, SeriesKindOf(Kind::kDuplicate), "", true, 1, 10, 11, 0, 0, 0});
  Backtest backtest(InLabelTime({}));
  EXPECT_FALSE(backtest.Hold(saved)) << "11 of 10 frames";
}

}  // namespace
}  // namespace labelwatch
