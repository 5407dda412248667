// Which frames count for which series, and how the counts travel.

#include "metrics/series_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

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

// "labeled>predicted:objects" of the first model, "-" where there is nothing.
std::string ObjectsOf(const SeriesSums& sums) {
  const auto name = [&](std::uint32_t value) { return value == kNoValue ? "-" : sums.values[value].name; };
  std::string text;
  for (const ObjectPair& pair : sums.blocks.at(0).models_said.at(0).pairs) {
    text += name(pair.labeled) + ">" + name(pair.predicted) + ":" + std::to_string(pair.objects) + " ";
  }
  return text;
}

TEST_F(SeriesRowsTest, ObjectsAreCountedByWhatLabelsAndPredictionsCallThem) {
  matches_.resize(1);
  matches_[0].labels = {{-1, 0, MatchOutcome::kUnmatched}, {0, .9F, MatchOutcome::kOtherClass}};
  predictions_[0].predictions[0].score = .99;
  Count(5, {}, kWithPairing);
  matches_[0].labels[1] = {-1, 0, MatchOutcome::kNotCompared};
  matches_[0].lone = {{0, MatchOutcome::kUnmatched}};
  Count(5, {}, kWithPairing);
  predictions_[0].predictions[0].score = .29;  // does not speak
  matches_[0].lone = {{0, MatchOutcome::kExplained}};
  Count(5, {}, kWithPairing);
  const SeriesSums sums = rows_.Sums();
  EXPECT_EQ(ObjectsOf(sums), "dog>-:3 cat>bird:1 ->bird:1 ");
  const ModelSaid& said = sums.blocks[0].models_said[0];
  EXPECT_EQ(sums.values[said.model].name, "yolo@7");
  EXPECT_EQ(said.frames, 3U);
  EXPECT_EQ(said.scores[63], 2U);
  EXPECT_EQ(std::accumulate(said.scores.begin(), said.scores.end(), 0U), 2U);
}

TEST_F(SeriesRowsTest, AFrameAsAWholeIsAnObjectOfItsClass) {
  frame_.labels.clear();
  frame_.frame_classes = {dog_};
  predictions_[0].predictions.clear();
  predictions_[0].class_probabilities = {{dog_, .25}, {cat_, .75}};
  Count(5, {}, Bit(SeriesKindOf(Kind::kWrongFrameClass)));
  const SeriesSums sums = rows_.Sums();
  EXPECT_EQ(ObjectsOf(sums), "dog>cat:1 ");
  EXPECT_EQ(sums.blocks[0].models_said[0].scores[48], 1U);
}

TEST_F(SeriesRowsTest, AnnotatorsHoldTheClassesOfTheirOwnLabels) {
  frame_.source = "cam";
  frame_.labels.push_back(frame_.labels[1]);
  Count(5);
  frame_.labels[1].annotator = frame_.labels[2].annotator = {};
  Count(5);
  const SeriesSums sums = rows_.Sums();
  std::string text;
  for (const HeldClass& held : sums.blocks.at(0).held) {
    text +=
        sums.values[held.value].name + " " + sums.values[held.of_class].name + ":" + std::to_string(held.frames) + " ";
  }
  EXPECT_EQ(text, "ann dog:2 ann cat:1 bob cat:1 cam dog:2 cam cat:2 ");
}

TEST(PairedCountsTest, KeysThatShareAPlaceAreAllCounted) {
  PairedCounts counts;
  for (int pass = 0; pass < 3; ++pass) {
    for (std::uint32_t i = 0; i < 20'000; ++i) counts.Add({i % 7, 0, i, i / 3});
  }
  const auto sorted = counts.Sorted();
  ASSERT_EQ(sorted.size(), 20'000U);
  EXPECT_TRUE(std::ranges::all_of(sorted, [](const auto& one) { return one.second == 3; }));
  counts.Clear();
  EXPECT_TRUE(counts.Sorted().empty());
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
  tally.series.blocks = {{0, "", "", kAsked, {{0, 3, {}}}, {}, {}}};
  EXPECT_TRUE(DecodeTally(EncodeTally(tally)));
  tally.series.blocks[0].rows[0].flagged[Place(SeriesKindOf(Kind::kMissing))] = 4;
  EXPECT_FALSE(DecodeTally(EncodeTally(tally)));
  tally.series.blocks[0].rows[0] = {1, 3, {}};
  EXPECT_FALSE(DecodeTally(EncodeTally(tally)));
}

// One at a time, each made wrong in a tally that is right.
TEST_F(SeriesRowsTest, ATallyWhoseObjectsDoNotAddUpIsRefused) {
  Tally right;
  right.lessons.from = right.lessons.to = FirstCalibration(InspectOptions{});
  right.series.values = {{Dimension::kClass, "dog"}, {Dimension::kModel, "yolo"}, {Dimension::kAnnotator, "ann"}};
  SeriesBlock& block = right.series.blocks.emplace_back();
  block.rows = {{1, 3, {}}, {2, 2, {}}};
  block.models_said = {{1, 3, {{0, kNoValue, 7}}, {}}};
  block.held = {{2, 0, 2}};
  ASSERT_TRUE(DecodeTally(EncodeTally(right)));
  const auto refused = [&](auto make_wrong) {
    Tally tally = right;
    make_wrong(tally.series.blocks[0]);
    return !DecodeTally(EncodeTally(tally));
  };
  EXPECT_TRUE(refused([](SeriesBlock& wrong) { wrong.models_said[0].model = 0; }));
  EXPECT_TRUE(refused([](SeriesBlock& wrong) { wrong.models_said[0].frames = 4; }));
  EXPECT_TRUE(refused([](SeriesBlock& wrong) { wrong.models_said[0].pairs[0].labeled = 1; }));
  EXPECT_TRUE(refused([](SeriesBlock& wrong) { wrong.models_said[0].pairs[0].predicted = 3; }));
  EXPECT_TRUE(refused([](SeriesBlock& wrong) { wrong.models_said[0].pairs[0].labeled = kNoValue; }));
  EXPECT_TRUE(refused([](SeriesBlock& wrong) { wrong.held[0].frames = 3; }));
  EXPECT_TRUE(refused([](SeriesBlock& wrong) { wrong.held[0].value = 9; }));
  EXPECT_TRUE(refused([](SeriesBlock& wrong) { wrong.held[0].of_class = 2; }));
}

TEST_F(SeriesRowsTest, FramesOfARegimeStandTogetherAndTravelWithItsName) {
  const JoinedFrame joined{frame_, predictions_};
  attribution_.Start(joined);
  Judgement judgement;
  judgement.asked = kAsked;
  for (const char* regime : {"day", "night", "day"}) rows_.Count(joined, judgement, attribution_, 5000, regime);
  const SeriesSums sums = rows_.Sums();
  ASSERT_EQ(sums.blocks.size(), 2U);
  EXPECT_EQ(sums.blocks[0].regime, "day");
  EXPECT_EQ(sums.blocks[0].rows.at(0).frames, 2U);
  EXPECT_EQ(sums.blocks[1].regime, "night");
  Tally tally;
  tally.lessons.from = tally.lessons.to = FirstCalibration(InspectOptions{});
  tally.series = sums;
  const auto read = DecodeTally(EncodeTally(tally));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->series, sums);
}

}  // namespace
}  // namespace labelwatch
