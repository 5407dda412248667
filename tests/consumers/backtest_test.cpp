// Recorded counts in, alarms out: rows that cannot be, rows in any order, and series whose change is known.

#include "consumers/backtest/backtest.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "consumers/alarm_text.h"
#include "consumers/backtest/backtest_text.h"
#include "consumers/file_rates.h"
#include "tests/consumers/files_support.h"
#include "tests/support/oracles.h"

namespace labelwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kMinuteMs = 60'000, kStartMs = 1'772'323'200'000;  // 2026-03-01
const std::string kHeader = "time,dimension,value,kind,frames,flagged\n";

class BacktestTest : public ::testing::Test {
 protected:
  // All rows of a file; what was wrong is in error_ and left_out_.
  std::vector<CountRow> Read(const std::string& content) {
    std::vector<CountRow> rows;
    error_.clear();
    left_out_.clear();
    const auto file = CountRows::Open(folder_.Write("counts.csv", content));
    if (!file) {
      error_ = file.error().message;
      return rows;
    }
    CountRow row;
    Result<bool> more = true;
    while ((more = (*file)->Next(row)) && *more) rows.push_back(row);
    if (!more) error_ = more.error().message;
    left_out_ = (*file)->Problems().Sentences();
    return rows;
  }
  // Why the one row is refused.
  std::string Reason(const std::string& row) {
    Read(kHeader + "0001000000000,overall,,missing,1,0\n" + row + "\n");
    return left_out_.empty() ? "" : left_out_.front().substr(left_out_.front().find("counts.csv"));
  }

  TemporaryFolder folder_;
  std::string error_;
  std::vector<std::string> left_out_;
};

// Each minute 50 frames of Ann and 50 of Bob, of which about 1 in 50 is flagged; in [from, to) 1 in 10 of Bob's.
std::vector<CountRow> Stream(std::int64_t minutes, std::int64_t from, std::int64_t to) {
  std::vector<CountRow> rows;
  for (std::int64_t minute = 0; minute < minutes; ++minute) {
    const std::int64_t time_ms = kStartMs + minute * kMinuteMs;
    const std::uint32_t bob = minute >= from && minute < to ? 5 : minute % 2 == 0 ? 2 : 0;
    rows.push_back({time_ms, {Dimension::kAnnotator, "ann", SeriesKindOf(Kind::kDuplicate), ""}, "", 50, 1});
    rows.push_back({time_ms, {Dimension::kAnnotator, "bob", SeriesKindOf(Kind::kDuplicate), ""}, "", 50, bob});
  }
  return rows;
}

Backtest Followed(const std::vector<CountRow>& rows, RateOptions options = {}) {
  Backtest backtest(InLabelTime(options));
  for (const CountRow& row : rows) backtest.Add(row);
  backtest.Finish();
  return backtest;
}

std::vector<std::string> Lines(const Backtest& backtest) {
  std::vector<std::string> lines;
  for (const AlarmEvent& event : backtest.Alarms()) lines.push_back(AlarmJson(event, {}));
  return lines;
}

// -------------------------------------------------------------------------------------------------------------- rows

TEST_F(BacktestTest, RowsAreReadInAnyOrderOfColumns) {
  const auto rows = Read(
      "flagged,frames,kind,value,dimension,time,models,sequence,comment\n"
      "3,40,wrong_class,\"b,ob\",annotator,2026-03-01T01:00:00+01:00,yolo@7,ride 1,x\n"
      "0,7,duplicate,,overall,1772323200,yolo@7,,\n");
  ASSERT_EQ(error_, "");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].time_ms, kStartMs);
  EXPECT_EQ(rows[0].series, (SeriesName{Dimension::kAnnotator, "b,ob", SeriesKindOf(Kind::kWrongClass), "yolo@7"}));
  EXPECT_EQ(rows[0].sequence, "ride 1");
  EXPECT_EQ(rows[0].frames, 40u);
  EXPECT_EQ(rows[0].flagged, 3u);
  EXPECT_EQ(rows[1].time_ms, kStartMs);
  EXPECT_EQ(rows[1].series.models, "") << "a duplicate rests on no model";
}

TEST_F(BacktestTest, GzipAndTheMarkOfASpreadsheetAreRead) {
  EXPECT_EQ(Read(Gzip("\xEF\xBB\xBF" + kHeader + "2026-03-01,class,dog,other_class,5,5\r\n")).size(), 1u);
  EXPECT_EQ(error_, "");
}

TEST_F(BacktestTest, RowsThatCannotBeAreNamedWithTheirLine) {
  EXPECT_EQ(Reason("1772323200,overall,,missing,3,4"), "counts.csv:3: 4 of 3 frames cannot be flagged");
  EXPECT_EQ(Reason("1772323200,overall,,missing,-3,0"),
            "counts.csv:3: frames '-3' is no whole number from 0 to 4294967295");
  EXPECT_THAT(Reason("1772323200,overall,,missing,3,-1"), HasSubstr(":3: flagged '-1' is no whole number"));
  EXPECT_THAT(Reason("1772323200,overall,,missing,3.5,1"), HasSubstr("frames '3.5'"));
  EXPECT_THAT(Reason("1772323200,overall,,missing,4294967296,1"), HasSubstr("frames '4294967296'"));
  EXPECT_THAT(Reason("1772323200,overall,,missing,,1"), HasSubstr("frames ''"));
  EXPECT_THAT(Reason("yesterday,overall,,missing,3,1"), HasSubstr("time 'yesterday' is neither ISO 8601 nor"));
  EXPECT_THAT(Reason("1969-12-31,overall,,missing,3,1"), HasSubstr("between the years 1970 and 9999"));
  EXPECT_THAT(Reason("1772323200,team,x,missing,3,1"),
              HasSubstr("dimension 'team' is none of overall, class, annotator, source, model"));
  EXPECT_THAT(Reason("1772323200,overall,,mising,3,1"), HasSubstr("kind 'mising' is none of missing, wrong_class, "));
  EXPECT_THAT(Reason("1772323200,overall,,mising,3,1"), HasSubstr("unmatched_label, other_class"));
  EXPECT_THAT(Reason("1772323200,overall,all,missing,3,1"), HasSubstr("overall has no value"));
  EXPECT_THAT(Reason("1772323200,class,,missing,3,1"), HasSubstr("the value of the class is empty"));
  EXPECT_THAT(Reason("1772323200,class," + std::string(513, 'x') + ",missing,3,1"), HasSubstr("longer than 512"));
  EXPECT_THAT(Reason("1772323200,class,\xFF,missing,3,1"), HasSubstr("UTF-8"));
  EXPECT_THAT(Reason("1772323200,overall,,missing,3"), HasSubstr("5 fields, the header has 6"));
  EXPECT_THAT(Reason("1772323200,class,a\x1B[31m,mis\x1Bsing,3,1"), Not(HasSubstr("\x1B")));
  EXPECT_EQ(Reason("1772323200,class,dog,missing,0,0"), "") << "nothing was counted: no reason to refuse";
}

TEST_F(BacktestTest, OfManyBadRowsTwentyAreNamedAndAllCounted) {
  std::string content = kHeader + "1772323200,overall,,missing,3,1\n";
  for (int i = 0; i < 100; ++i) content += "1772323200,overall,,missing,3,9\n";
  const auto file = CountRows::Open(folder_.Write("counts.csv", content));
  CountRow row;
  while (*(*file)->Next(row))
    ;
  EXPECT_EQ((*file)->Read(), 1u);
  EXPECT_EQ((*file)->Problems().LeftOutCount(), 100u);
  EXPECT_EQ((*file)->Problems().Sentences().size(), 20u);
}

TEST_F(BacktestTest, AFileThatIsNoneIsToldInOneSentenceWithTheColumns) {
  for (const std::string content : {"", "a;b;c\n1;2;3\n", "time,dimension,value,kind,frames\n", "{\"images\":[]}"}) {
    Read(content);
    EXPECT_THAT(error_, HasSubstr("time,dimension,value,kind,frames,flagged")) << content;
  }
  Read("time,dimension,value,kind,frames\n");
  EXPECT_THAT(error_, HasSubstr("not there: flagged"));
  Read(kHeader);
  EXPECT_THAT(error_, HasSubstr("holds no rows"));
  Read(kHeader + "x,overall,,missing,3,1\ny,overall,,missing,3,1\n");
  EXPECT_THAT(error_, HasSubstr("none of its 2 rows can be used; wanted are the columns time,dimension,value,kind"));
  EXPECT_THAT(error_, HasSubstr(":2: time 'x'"));
}

// ------------------------------------------------------------------------------------------------------------ alarms

TEST_F(BacktestTest, TheAnnotatorWhoTurnsBadIsNamedWithABegin) {
  const Backtest backtest = Followed(Stream(900, 400, 500));
  ASSERT_EQ(backtest.Alarms().size(), 2u);
  const AlarmEvent &raised = backtest.Alarms()[0], &cleared = backtest.Alarms()[1];
  EXPECT_EQ(raised.series.value, "bob");
  EXPECT_TRUE(raised.raised);
  EXPECT_NEAR(static_cast<double>(raised.since_ms - kStartMs), 400. * kMinuteMs, 3. * kMinuteMs);
  EXPECT_FALSE(cleared.raised);
  EXPECT_GT(cleared.time_ms, kStartMs + 500 * kMinuteMs);
  EXPECT_TRUE(Followed(Stream(900, 0, 0)).Alarms().empty());
}

TEST_F(BacktestTest, TimesMayRunBackwards) {
  std::vector<CountRow> rows = Stream(900, 400, 500);
  const auto expected = Lines(Followed(rows));
  std::ranges::reverse(rows);
  EXPECT_EQ(Lines(Followed(rows)), expected);
  std::shuffle(rows.begin(), rows.end(), std::mt19937(1));
  EXPECT_EQ(Lines(Followed(rows)), expected);
}

TEST_F(BacktestTest, KindsOfOneValueMayCountOtherFrames) {
  std::vector<CountRow> rows = Stream(900, 400, 500);
  const auto expected = Lines(Followed(rows));
  const std::size_t count = rows.size();
  for (std::size_t i = 0; i < count; ++i) {
    CountRow other = rows[i];
    other.series.kind = SeriesKindOf(Kind::kTrack);
    other.frames = 20;
    other.flagged = 0;
    rows.push_back(other);
  }
  const Backtest both = Followed(rows);
  ASSERT_EQ(both.Stage().Series().size(), 4u);
  for (const FollowedSeries& series : both.Stage().Series()) {
    EXPECT_EQ(series.Frames(), 900u * (series.Name().kind == SeriesKindOf(Kind::kTrack) ? 20 : 50));
  }
  EXPECT_EQ(both.Alarms().size(), expected.size());
}

TEST_F(BacktestTest, ASequenceIsOneObservationHoweverManyFramesItHas) {
  // Three recordings with every frame flagged: no alarm rests on so few, but thirty are one.
  const auto alarms = [](std::int64_t recordings) {
    std::vector<CountRow> rows = Stream(300, 0, 0);
    for (std::int64_t i = 0; i < recordings; ++i) {
      CountRow row = rows.back();
      row.time_ms = kStartMs + (300 + 30 * i) * kMinuteMs;
      row.sequence = "ride " + std::to_string(i);
      row.frames = row.flagged = 100;
      rows.push_back(row);
    }
    return Followed(rows).Alarms().size();
  };
  EXPECT_EQ(alarms(2), 0u);
  EXPECT_EQ(alarms(30), 1u);
}

TEST_F(BacktestTest, OfDailyRowsARiseBeginsWithADayThatHasOne) {
  std::vector<CountRow> rows;
  for (std::int64_t day = 0; day < 40; ++day) {
    rows.push_back({kStartMs + day * 1440 * kMinuteMs,
                    {Dimension::kOverall, "", SeriesKindOf(Kind::kTrack), ""},
                    "",
                    500,
                    day < 20 ? 10u : 60u});
  }
  const Backtest backtest = Followed(rows);
  ASSERT_EQ(backtest.Alarms().size(), 1u);
  EXPECT_EQ(backtest.Alarms()[0].since_ms, kStartMs + 20 * 1440 * kMinuteMs);
}

TEST_F(BacktestTest, ALargerBudgetIsQuicker) {
  RateOptions strict, lax;
  strict.false_alarms = .001;
  lax.false_alarms = 100;
  const Backtest slow = Followed(Stream(900, 400, 900), strict), quick = Followed(Stream(900, 400, 900), lax);
  ASSERT_FALSE(slow.Alarms().empty());
  ASSERT_FALSE(quick.Alarms().empty());
  EXPECT_LT(quick.Alarms()[0].time_ms, slow.Alarms()[0].time_ms);
}

TEST_F(BacktestTest, TheSummarySaysWhyNothingCouldBeRaised) {
  const Backtest backtest = Followed(Stream(20, 0, 0));
  const BacktestInput input{.name = "counts.csv", .read = 40, .left_out = 3};
  EXPECT_THAT(BacktestText(backtest, input), HasSubstr("no series has the 2,000 frames"));
  EXPECT_THAT(BacktestText(backtest, input), HasSubstr("40 rows read, 3 rows left out"));
  EXPECT_THAT(BacktestJson(backtest, input), HasSubstr("\"frames_per_false_alarm\":null"));
  EXPECT_THAT(BacktestJson(backtest, input), HasSubstr("\"rows_left_out\":3"));
}

// Measurements as counts: each point is a frame, flagged where it lies above the warning limit of a control chart, two
// standard deviations above the mean of the first ones. A step of the mean, or a wider spread, is then a rise of a
// rate. (A limit nearer to the mean finds the slow trend of quality_control_1 before its step: what it is meant to do.)
std::vector<CountRow> Measured(const rapidjson::Document& series, std::size_t first) {
  std::vector<double> values;
  for (const auto& value : series["series"][0]["raw"].GetArray()) values.push_back(value.GetDouble());
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < first; ++i) sum += values[i], squares += values[i] * values[i];
  const double count = static_cast<double>(first), mean = sum / count;
  const double limit = mean + 2 * std::sqrt((squares - count * mean * mean) / (count - 1));
  std::vector<CountRow> rows;
  for (std::size_t i = 0; i < values.size(); ++i) {
    rows.push_back({static_cast<std::int64_t>(i) * kMinuteMs,
                    {Dimension::kOverall, "", SeriesKindOf(Kind::kTrack), ""},
                    "",
                    1,
                    values[i] > limit ? 1u : 0u});
  }
  return rows;
}

// He turns bad with the 1,000th of the 2,000 frames that a baseline takes.
TEST_F(BacktestTest, AChangeBeforeThereIsABaselineIsToldAndRaisesNothing) {
  const Backtest learning = Followed(Stream(38, 20, 38)), learnt = Followed(Stream(60, 20, 60));
  const std::string before = BacktestText(learning, {}), after = BacktestText(learnt, {});
  EXPECT_THAT(before, HasSubstr("annotator bob: duplicate has no baseline yet; the last "));
  EXPECT_THAT(before, HasSubstr(" frames differ from the "));
  EXPECT_TRUE(learning.Alarms().empty());
  EXPECT_THAT(after, HasSubstr("annotator bob: the baseline of duplicate was learnt over a change ("));
  EXPECT_THAT(before + after, Not(HasSubstr("annotator ann: ")));
}

TEST(AlarmTextTest, ARaisedAlarmSaysWhetherItCameBackAndWhatItsBaselineIsWorth) {
  AlarmEvent event;
  event.series = {Dimension::kAnnotator, "bob", SeriesKindOf(Kind::kDuplicate), ""};
  event.raised = event.again = true;
  event.learnt_over = LearningChange{1000, 900, .021, .05};
  event.rate = .1;
  EXPECT_THAT(AlarmSentence(event, {}),
              HasSubstr("duplicate rose again, soon after it was cleared, to 10 % of frames"));
  EXPECT_THAT(AlarmSentence(event, {}), HasSubstr("its baseline was learnt while the rate went from 2.1 to 5.0 %"));
  EXPECT_THAT(AlarmJson(event, {}), HasSubstr("\"again\":true"));
  EXPECT_THAT(AlarmJson(event, {}), HasSubstr("\"learnt_over\":{\"rate_before\":0.021,\"rate_after\":0.05}"));
  event.raised = event.again = false;
  EXPECT_THAT(AlarmSentence(event, {}), HasSubstr("10 % of frames were flagged since the alarm"));
}

TEST_F(BacktestTest, ChangesThatPeopleMarkedInMeasurementsAreFound) {
  struct Known {
    const char* name;
    std::int64_t change;  // where people marked it; 0: nowhere
  };
  constexpr std::size_t kFirst = 80;
  for (const Known& known : {Known{"quality_control_1", 146}, Known{"quality_control_2", 97},
                             Known{"quality_control_3", 179}, Known{"quality_control_5", 0}}) {
    std::ifstream file(std::string(LABELWATCH_SHARED "/data/drift_tcpd/series/") + known.name + ".json");
    if (!file) GTEST_SKIP() << "no shared data";
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    rapidjson::Document series;
    series.Parse(text.c_str());
    RateOptions options;
    options.baseline_frames = kFirst;
    options.budget_ms = 1000 * kMinuteMs;  // one false alarm in 1,000 points
    const Backtest backtest = Followed(Measured(series, kFirst), options);
    const auto raised = std::ranges::find_if(backtest.Alarms(), &AlarmEvent::raised);
    if (known.change == 0) {
      EXPECT_EQ(raised, backtest.Alarms().end()) << known.name;
      continue;
    }
    ASSERT_NE(raised, backtest.Alarms().end()) << known.name;
    // Not before the change, and soon after it. The begin is told with what one frame a point allows: the first points
    // above the limit may be noise, and those of the trend before the step of quality_control_1 are counted to it.
    EXPECT_GE(raised->time_ms / kMinuteMs, known.change) << known.name;
    EXPECT_LE(raised->time_ms / kMinuteMs, known.change + 15) << known.name;
    EXPECT_GE(raised->since_ms / kMinuteMs, known.change - 50) << known.name;
    EXPECT_LE(raised->since_ms / kMinuteMs, known.change + 5) << known.name;
    RecordProperty(known.name, static_cast<int>(raised->since_ms / kMinuteMs));
    RecordProperty(std::string(known.name) + "_alarm", static_cast<int>(raised->time_ms / kMinuteMs));
  }
}

}  // namespace
}  // namespace labelwatch
