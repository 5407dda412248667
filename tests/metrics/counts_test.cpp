#include "metrics/counts.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace labelwatch {
namespace {

// A frame of two labels by Ann and one by Bob, seen by the model yolo@7.
class CountsTest : public testing::Test {
 protected:
  CountsTest() {
    frame_.frame_id = "f1";
    frame_.source = "cam_1";
    frame_.annotator = "ann";
    frame_.labels = {LabelOf(dog_), LabelOf(dog_), LabelOf(cat_)};
    frame_.labels[2].annotator = "bob";
    predictions_.resize(1);
    predictions_[0].model = "yolo";
    predictions_[0].model_version = "7";
  }

  static Label LabelOf(NameId class_id) {
    Label label;
    label.class_id = class_id;
    return label;
  }
  static Finding FindingOf(Kind kind, int label, double score, bool flagged = true) {
    Finding finding;
    finding.kind = kind;
    finding.flagged = flagged;
    finding.model = 0;
    finding.label = label;
    finding.score = score;
    return finding;
  }
  void Count(const std::vector<Finding>& findings, std::int64_t now_ms = 0) {
    counter_.Count({frame_, predictions_}, {findings, 0, !findings.empty()}, now_ms, counts_);
  }
  const SeriesCounts& Ann() const { return counts_.by_annotator.at(names_.annotators.Find("ann")); }
  const SeriesCounts& Bob() const { return counts_.by_annotator.at(names_.annotators.Find("bob")); }

  static constexpr auto kMissing = static_cast<std::size_t>(Kind::kMissing);
  static constexpr auto kWrong = static_cast<std::size_t>(Kind::kWrongClass);

  Names names_;
  NameId dog_ = names_.classes.Add("dog"), cat_ = names_.classes.Add("cat");
  LabeledFrame frame_;
  std::vector<PredictedFrame> predictions_;
  FrameCounter counter_{names_};
  StreamCounts counts_;
};

TEST_F(CountsTest, LabelsCountOnceForClassAnnotatorSourceAndModel) {
  Count({});
  EXPECT_EQ(counts_.frames, 1u);
  EXPECT_EQ(counts_.flagged_frames, 0u);
  EXPECT_EQ(counts_.by_class.at(dog_).labels, 2u);
  EXPECT_EQ(counts_.by_class.at(cat_).labels, 1u);
  EXPECT_EQ(Ann().labels, 2u);
  EXPECT_EQ(Bob().labels, 1u);
  EXPECT_EQ(counts_.by_source.at(names_.sources.Find("cam_1")).labels, 3u);
  EXPECT_EQ(counts_.by_model.at(names_.models.Find("yolo@7")).labels, 3u);
}

TEST_F(CountsTest, CrowdIgnoreAndDifficultAreNotChecked) {
  frame_.labels[0].crowd = frame_.labels[1].ignore = frame_.labels[2].difficult = true;
  Count({});
  for (const SeriesCounts& series : counts_.by_class) EXPECT_EQ(series.labels, 0u);
  EXPECT_EQ(Ann().labels, 0u);
}

TEST_F(CountsTest, WhatOnlyTheSlowCopyFlagsIsCounted) {
  Finding flagged = FindingOf(Kind::kMissing, -1, 1), unflagged = FindingOf(Kind::kMissing, -1, -3, false);
  flagged.by_reference = unflagged.by_reference = true;
  Count({flagged, unflagged, FindingOf(Kind::kMissing, -1, 2)});
  EXPECT_EQ(counts_.by_reference[kMissing], 1u);
}

TEST_F(CountsTest, AFrameClassIsALabelOfTheFramesAnnotator) {
  frame_.labels.clear();
  frame_.frame_classes = {cat_};
  Finding finding = FindingOf(Kind::kWrongFrameClass, -1, 1);
  finding.labeled_class = frame_.frame_classes.front();
  Count({finding});
  EXPECT_EQ(counts_.by_class.at(cat_).labels, 1u);
  EXPECT_EQ(counts_.by_class.at(cat_).findings[static_cast<std::size_t>(Kind::kWrongFrameClass)], 1u);
  EXPECT_EQ(Ann().labels, 1u);
}

TEST_F(CountsTest, PairsOfShapesAddUpByOutcome) {
  Judgement judgement;
  judgement.shape_pairs = {.compared = 5, .sizes_differ = 2, .broken = 1, .too_much = 0};
  counter_.Count({frame_, predictions_}, judgement, 0, counts_);
  StreamCounts sum;
  sum.Add(counts_);
  sum.Add(counts_);
  EXPECT_EQ(sum.shape_pairs, (std::array<std::uint64_t, 4>{10, 4, 2, 0}));
}

TEST_F(CountsTest, AFindingCountsForItsLabel) {
  Count({FindingOf(Kind::kWrongClass, 2, 1)});
  EXPECT_EQ(counts_.flagged_frames, 1u);
  EXPECT_EQ(counts_.by_class.at(cat_).findings[kWrong], 1u);
  EXPECT_EQ(counts_.by_class.at(dog_).findings[kWrong], 0u);
  EXPECT_EQ(Bob().findings[kWrong], 1u);
  EXPECT_EQ(counts_.by_source.at(names_.sources.Find("cam_1")).findings[kWrong], 1u);
  EXPECT_EQ(counts_.by_model.at(names_.models.Find("yolo@7")).findings[kWrong], 1u);
}

TEST_F(CountsTest, AMissingLabelCountsForTheSuggestedClassAndTheFramesAnnotator) {
  Finding missing = FindingOf(Kind::kMissing, -1, 1);
  missing.suggested_class = cat_;
  Count({missing});
  EXPECT_EQ(counts_.by_class.at(cat_).findings[kMissing], 1u);
  EXPECT_EQ(Ann().findings[kMissing], 1u);
}

TEST_F(CountsTest, AWrongFrameClassCountsForTheClassInDoubt) {
  frame_.frame_classes = {dog_, cat_};
  Finding finding = FindingOf(Kind::kWrongFrameClass, -1, 1);
  finding.labeled_class = cat_;
  Count({finding});
  constexpr auto kind = static_cast<std::size_t>(Kind::kWrongFrameClass);
  EXPECT_EQ(counts_.by_class.at(cat_).findings[kind], 1u);
  EXPECT_EQ(counts_.by_class.at(dog_).findings[kind], 0u);
}

TEST_F(CountsTest, WithoutAnnotatorSourceOrModelNothingIsMadeUp) {
  frame_.annotator = frame_.source = {};
  frame_.labels[2].annotator = {};
  predictions_.clear();
  Finding invalid = FindingOf(Kind::kInvalid, 0, 3);
  invalid.model = -1;
  Count({invalid});
  EXPECT_TRUE(counts_.by_annotator.empty());
  EXPECT_TRUE(counts_.by_source.empty());
  EXPECT_TRUE(counts_.by_model.empty());
  EXPECT_EQ(counts_.by_class.at(dog_).findings[static_cast<std::size_t>(Kind::kInvalid)], 1u);
}

TEST_F(CountsTest, EveryFindingIsInTheHistogramOnlyFlaggedOnesInTheCounters) {
  Count({FindingOf(Kind::kWrongClass, 0, -3, false), FindingOf(Kind::kWrongClass, 1, 3, true)});
  // Probabilities 0.0474 and 0.9526: the buckets (0.01, 0.05] and (0.95, 0.99]; they add up to 1.
  EXPECT_EQ(counts_.probabilities[kWrong][1], 1u);
  EXPECT_EQ(counts_.probabilities[kWrong][12], 1u);
  EXPECT_NEAR(counts_.probability_sums[kWrong], 1.0, 3e-5);
  EXPECT_EQ(counts_.by_class.at(dog_).findings[kWrong], 1u);
}

TEST_F(CountsTest, ProbabilitiesAreExactToTheFifthDecimalAndBucketsToTheLastDigit) {
  for (double score = -20; score <= 20; score += 0.00917) {
    counts_.Clear();
    Count({FindingOf(Kind::kMissing, 0, score, false)});
    const double p = ProbabilityFromScore(score);
    ASSERT_NEAR(counts_.probability_sums[kMissing], p, 1.3e-5) << score;
    std::size_t bucket = 0;
    while (bucket < kProbabilityBounds.size() && p > kProbabilityBounds[bucket]) ++bucket;
    ASSERT_EQ(counts_.probabilities[kMissing][bucket], 1u) << score;
  }
  counts_.Clear();
  Count({FindingOf(Kind::kMissing, 0, 0, false)});
  EXPECT_EQ(counts_.probabilities[kMissing][6], 1u) << "0.5 belongs to the bucket le=0.5";
}

TEST_F(CountsTest, InfiniteScoresAreCertaintiesAndNaNIsLeftOut) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Count({FindingOf(Kind::kMissing, 0, kInfinity), FindingOf(Kind::kMissing, 0, -kInfinity),
         FindingOf(Kind::kMissing, 0, std::nan(""))});
  EXPECT_EQ(counts_.probabilities[kMissing].front(), 1u);
  EXPECT_EQ(counts_.probabilities[kMissing].back(), 1u);
  EXPECT_NEAR(counts_.probability_sums[kMissing], 1, 1e-6);
}

TEST_F(CountsTest, DelayIsFromEventTimeToNowAndNeverNegative) {
  frame_.event_time_ms = 10'000;
  Count({}, 11'000);  // one second: the bucket (0.5, 1.5]
  Count({}, 9'000);   // the producer's clock is ahead: no delay
  Count({}, 0);       // no clock: not observed
  EXPECT_EQ(counts_.delay[3], 1u);
  EXPECT_EQ(counts_.delay[0], 1u);
  EXPECT_DOUBLE_EQ(counts_.delay_sum, 1.0);
}

TEST_F(CountsTest, IndexesOutsideTheFrameAreHarmless) {
  Finding finding = FindingOf(Kind::kSpurious, 99, 1);
  finding.model = 99;
  Count({finding});
  EXPECT_EQ(counts_.by_class.at(NameTable::kOther).findings[static_cast<std::size_t>(Kind::kSpurious)], 1u);
}

TEST_F(CountsTest, ValuesBeyondTheLimitCountAsOther) {
  std::vector<std::string> many;
  for (int i = 0; i < 600; ++i) many.push_back("annotator " + std::to_string(i));
  for (const std::string& annotator : many) {
    frame_.annotator = annotator;
    Count({});
  }
  EXPECT_LE(counts_.by_annotator.size(), names_.annotators.Limit() + 1);
  EXPECT_GT(counts_.by_annotator.at(NameTable::kOther).labels, 0u);
  EXPECT_GT(names_.annotators.Refused(), 0u);
}

TEST_F(CountsTest, AddIsTheSumWhateverTheLengths) {
  Count({FindingOf(Kind::kWrongClass, 2, 1)});
  StreamCounts sum;
  sum.records = {3, 1};
  sum.outcomes[0][0] = 2;
  sum.rejections[1][4] = 5;
  sum.Add(counts_);
  sum.Add(counts_);
  EXPECT_EQ(sum.records[0], 3u);
  EXPECT_EQ(sum.outcomes[0][0], 2u);
  EXPECT_EQ(sum.rejections[1][4], 5u);
  EXPECT_EQ(sum.frames, 2u);
  EXPECT_EQ(sum.by_class.at(dog_).labels, 4u);
  EXPECT_EQ(sum.by_class.at(cat_).findings[kWrong], 2u);
  EXPECT_DOUBLE_EQ(sum.probability_sums[kWrong], 2 * counts_.probability_sums[kWrong]);
}

TEST_F(CountsTest, ClearEmptiesAndKeepsTheMemory) {
  Count({FindingOf(Kind::kWrongClass, 2, 1)});
  const std::size_t capacity = counts_.by_class.capacity();
  counts_.Clear();
  EXPECT_EQ(counts_.frames, 0u);
  EXPECT_TRUE(counts_.by_class.empty());
  EXPECT_EQ(counts_.by_class.capacity(), capacity);
  EXPECT_EQ(counts_.probability_sums[kWrong], 0);
}

}  // namespace
}  // namespace labelwatch
