// Which frames count for which series, and how the counts travel.

#include "metrics/series_rows.h"

#include <gtest/gtest.h>

#include "detectors/learning/next_calibration.h"
#include "schema/tally_codec.h"

namespace labelwatch {
namespace {

constexpr SeriesKinds kAsked = Bit(SeriesKindOf(Kind::kMissing)) | Bit(SeriesKindOf(Kind::kWrongClass));
constexpr SeriesKinds kWithPairing = kAsked | kPairingKinds;

// A frame of a dog by Ann and a cat by Bob, seen by yolo@7.
class SeriesRowsTest : public testing::Test {
 protected:
  SeriesRowsTest() {
    frame_.annotator = "ann";
    frame_.labels.resize(2);
    frame_.labels[0].class_id = dog_;
    frame_.labels[1].class_id = cat_;
    frame_.labels[1].annotator = "bob";
    predictions_.resize(1);
    predictions_[0].model = "yolo";
    predictions_[0].model_version = "7";
    predictions_[0].predictions.resize(1);
    predictions_[0].predictions[0].class_id = bird_;
  }

  static Finding FindingOf(Kind kind, int label, bool counts) {
    Finding finding;
    finding.kind = kind;
    finding.label = label;
    finding.counts = counts;
    finding.model = 0;
    return finding;
  }
  void Count(std::int64_t labeled_at_ms, std::vector<Finding> findings = {}, SeriesKinds asked = kAsked) {
    Judgement judgement;
    judgement.findings = findings;
    judgement.asked = asked;
    judgement.matches = matches_;
    const JoinedFrame joined{frame_, predictions_};
    attribution_.Start(joined);
    rows_.Count(joined, judgement, attribution_, labeled_at_ms);
  }
  // Of the only block: "frames" or "flagged/frames" of a kind.
  std::string Of(Dimension dimension, const std::string& name, SeriesKind kind) {
    const SeriesSums sums = rows_.Sums();
    EXPECT_EQ(sums.blocks.size(), 1U);
    for (const SeriesRow& row : sums.blocks.at(0).rows) {
      if (sums.values[row.value] == SeriesValue{dimension, name}) {
        return std::to_string(row.flagged[Place(kind)]) + "/" + std::to_string(row.frames);
      }
    }
    return "none";
  }

  Names names_;
  const NameId dog_ = names_.classes.Add("dog"), cat_ = names_.classes.Add("cat"), bird_ = names_.classes.Add("bird");
  LabeledFrame frame_;
  std::vector<PredictedFrame> predictions_;
  std::vector<ModelMatches> matches_;
  Attribution attribution_{names_};
  SeriesRows rows_{names_, 1000};
};

TEST_F(SeriesRowsTest, AFrameCountsOnceForWhateverItHolds) {
  Count(5, {FindingOf(Kind::kWrongClass, 0, true), FindingOf(Kind::kWrongClass, 0, true)});
  Count(6, {FindingOf(Kind::kWrongClass, 1, false)});
  const auto wrong_class = SeriesKindOf(Kind::kWrongClass);
  EXPECT_EQ(Of(Dimension::kOverall, "", wrong_class), "1/2");
  EXPECT_EQ(Of(Dimension::kClass, "dog", wrong_class), "1/2");
  EXPECT_EQ(Of(Dimension::kClass, "cat", wrong_class), "0/2");
  EXPECT_EQ(Of(Dimension::kAnnotator, "ann", wrong_class), "1/2");
  EXPECT_EQ(Of(Dimension::kAnnotator, "bob", wrong_class), "0/2");
  EXPECT_EQ(Of(Dimension::kModel, "yolo@7", wrong_class), "1/2");
  EXPECT_EQ(Of(Dimension::kClass, "bird", wrong_class), "none");
}

TEST_F(SeriesRowsTest, AClassThatIsOnlySuggestedIsHeldWhetherFlaggedOrNot) {
  Finding missing = FindingOf(Kind::kMissing, -1, true);
  missing.suggested_class = bird_;
  Count(5, {missing});
  missing.counts = false;
  Count(5, {missing});
  Count(5);
  EXPECT_EQ(Of(Dimension::kClass, "bird", SeriesKindOf(Kind::kMissing)), "1/2");
  EXPECT_EQ(Of(Dimension::kOverall, "", SeriesKindOf(Kind::kMissing)), "1/3");
}

TEST_F(SeriesRowsTest, PairingCountsWithoutAnyLearnedNumber) {
  matches_.resize(1);
  matches_[0].labels = {{-1, 0, MatchOutcome::kMatched}, {-1, 0, MatchOutcome::kUnmatched}};
  matches_[0].lone = {{0, MatchOutcome::kUnmatched}};
  Count(5, {}, kWithPairing);
  EXPECT_EQ(Of(Dimension::kClass, "cat", SeriesKind::kUnmatchedLabel), "1/1");
  EXPECT_EQ(Of(Dimension::kAnnotator, "bob", SeriesKind::kUnmatchedLabel), "1/1");
  EXPECT_EQ(Of(Dimension::kAnnotator, "ann", SeriesKind::kUnmatchedLabel), "0/1") << "it is Bob's label";
  EXPECT_EQ(Of(Dimension::kAnnotator, "ann", SeriesKind::kUnmatchedPrediction), "1/1");
  EXPECT_EQ(Of(Dimension::kModel, "yolo@7", SeriesKind::kUnmatchedLabel), "1/1");
  EXPECT_EQ(Of(Dimension::kClass, "dog", SeriesKind::kUnmatchedLabel), "0/1");
  EXPECT_EQ(Of(Dimension::kClass, "bird", SeriesKind::kUnmatchedPrediction), "1/1");
  EXPECT_EQ(Of(Dimension::kOverall, "", SeriesKind::kOtherClass), "0/1");
}

TEST_F(SeriesRowsTest, TicksSequencesModelsAndKindsStandApart) {
  Count(999);
  Count(1000);
  frame_.sequence = "drive 1";
  Count(1001);
  predictions_[0].model_version = "8";
  Count(1002);
  Count(1003, {}, kWithPairing);
  frame_.sequence = {};
  predictions_[0].model_version = "7";
  Count(998);  // the block of the first one again
  const SeriesSums sums = rows_.Sums();
  ASSERT_EQ(sums.blocks.size(), 5U);
  EXPECT_EQ(sums.blocks[0].tick_ms, 0);
  EXPECT_EQ(sums.blocks[0].rows[0].frames, 2U);
  EXPECT_EQ(sums.blocks[1].tick_ms, 1000);
  EXPECT_EQ(sums.blocks[2].sequence, "drive 1");
  EXPECT_EQ(sums.blocks[3].models, "yolo@8");
  EXPECT_NE(sums.blocks[4].kinds, sums.blocks[3].kinds);
}

TEST_F(SeriesRowsTest, TwoModelsAreNamedTogether) {
  predictions_.resize(2);
  predictions_[1].model = "zebra";
  Count(5);
  EXPECT_EQ(rows_.Sums().blocks.at(0).models, "yolo@7+zebra");
}

TEST_F(SeriesRowsTest, WhatTravelsIsReadBackAndAddsUp) {
  Count(5, {FindingOf(Kind::kWrongClass, 0, true)});
  Tally tally;
  tally.lessons.from = tally.lessons.to = FirstCalibration(InspectOptions{});
  tally.series = rows_.Sums();
  rows_.Clear();
  EXPECT_TRUE(rows_.Sums().blocks.empty());
  Count(6);
  tally.series.Add(rows_.Sums());
  const auto read = DecodeTally(EncodeTally(tally));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->series, tally.series);
  ASSERT_EQ(read->series.blocks.size(), 2U);
  EXPECT_EQ(read->series.values[read->series.blocks[1].rows[1].value].name, "dog");
}

TEST_F(SeriesRowsTest, ATallyWhoseRowsDoNotAddUpIsRefused) {
  Tally tally;
  tally.lessons.from = tally.lessons.to = FirstCalibration(InspectOptions{});
  tally.series.values = {{Dimension::kClass, "dog"}};
  tally.series.blocks = {{0, "", "", kAsked, {{0, 3, {}}}}};
  EXPECT_TRUE(DecodeTally(EncodeTally(tally)));
  tally.series.blocks[0].rows[0].flagged[Place(SeriesKindOf(Kind::kMissing))] = 4;
  EXPECT_FALSE(DecodeTally(EncodeTally(tally)));
  tally.series.blocks[0].rows[0] = {1, 3, {}};
  EXPECT_FALSE(DecodeTally(EncodeTally(tally)));
}

}  // namespace
}  // namespace labelwatch
