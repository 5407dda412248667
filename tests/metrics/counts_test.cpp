#include "metrics/counts.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "detectors/labels/scene.h"
#include "detectors/matching/frame_matching.h"

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
    finding.probability = static_cast<float>(ProbabilityFromScore(score));
    return finding;
  }
  void Count(const std::vector<Finding>& findings, std::int64_t now_ms = 0) {
    counter_.Count({frame_, predictions_}, {findings, 0, !findings.empty()}, now_ms, counts_);
  }
  static Judgement OnlyMatches(const std::vector<ModelMatches>& matches) {
    Judgement judgement;
    judgement.matches = matches;
    return judgement;
  }
  const SeriesCounts& Ann() const {
    return counts_.Of(Dimension::kAnnotator).at(names_.Of(Dimension::kAnnotator).Find("ann"));
  }
  const SeriesCounts& OfModel() const {
    return counts_.Of(Dimension::kModel).at(names_.Of(Dimension::kModel).Find("yolo@7"));
  }
  const SeriesCounts& Bob() const {
    return counts_.Of(Dimension::kAnnotator).at(names_.Of(Dimension::kAnnotator).Find("bob"));
  }

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
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(dog_).labels, 2u);
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(cat_).labels, 1u);
  EXPECT_EQ(Ann().labels, 2u);
  EXPECT_EQ(Bob().labels, 1u);
  EXPECT_EQ(counts_.Of(Dimension::kSource).at(names_.Of(Dimension::kSource).Find("cam_1")).labels, 3u);
  EXPECT_EQ(counts_.Of(Dimension::kModel).at(names_.Of(Dimension::kModel).Find("yolo@7")).labels, 3u);
}

TEST_F(CountsTest, CrowdIgnoreAndDifficultAreNotChecked) {
  frame_.labels[0].crowd = frame_.labels[1].ignore = frame_.labels[2].difficult = true;
  Count({});
  for (const SeriesCounts& series : counts_.Of(Dimension::kClass)) EXPECT_EQ(series.labels, 0u);
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
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(cat_).labels, 1u);
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(cat_).findings[static_cast<std::size_t>(Kind::kWrongFrameClass)], 1u);
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
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(cat_).findings[kWrong], 1u);
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(dog_).findings[kWrong], 0u);
  EXPECT_EQ(Bob().findings[kWrong], 1u);
  EXPECT_EQ(counts_.Of(Dimension::kSource).at(names_.Of(Dimension::kSource).Find("cam_1")).findings[kWrong], 1u);
  EXPECT_EQ(counts_.Of(Dimension::kModel).at(names_.Of(Dimension::kModel).Find("yolo@7")).findings[kWrong], 1u);
}

TEST_F(CountsTest, AMissingLabelCountsForTheSuggestedClassAndTheFramesAnnotator) {
  Finding missing = FindingOf(Kind::kMissing, -1, 1);
  missing.suggested_class = cat_;
  Count({missing});
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(cat_).findings[kMissing], 1u);
  EXPECT_EQ(Ann().findings[kMissing], 1u);
}

TEST_F(CountsTest, AWrongFrameClassCountsForTheClassInDoubt) {
  frame_.frame_classes = {dog_, cat_};
  Finding finding = FindingOf(Kind::kWrongFrameClass, -1, 1);
  finding.labeled_class = cat_;
  Count({finding});
  constexpr auto kind = static_cast<std::size_t>(Kind::kWrongFrameClass);
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(cat_).findings[kind], 1u);
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(dog_).findings[kind], 0u);
}

TEST_F(CountsTest, WithoutAnnotatorSourceOrModelNothingIsMadeUp) {
  frame_.annotator = frame_.source = {};
  frame_.labels[2].annotator = {};
  predictions_.clear();
  Finding invalid = FindingOf(Kind::kInvalid, 0, 3);
  invalid.model = -1;
  Count({invalid});
  EXPECT_TRUE(counts_.Of(Dimension::kAnnotator).empty());
  EXPECT_TRUE(counts_.Of(Dimension::kSource).empty());
  EXPECT_TRUE(counts_.Of(Dimension::kModel).empty());
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(dog_).findings[static_cast<std::size_t>(Kind::kInvalid)], 1u);
}

TEST_F(CountsTest, EveryFindingIsInTheHistogramOnlyFlaggedOnesInTheCounters) {
  Count({FindingOf(Kind::kWrongClass, 0, -3, false), FindingOf(Kind::kWrongClass, 1, 3, true)});
  // Probabilities 0.0474 and 0.9526: the buckets (0.01, 0.05] and (0.95, 0.99]; they add up to 1.
  EXPECT_EQ(counts_.probabilities[kWrong][1], 1u);
  EXPECT_EQ(counts_.probabilities[kWrong][12], 1u);
  EXPECT_NEAR(counts_.probability_sums[kWrong], 1.0, 3e-5);
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(dog_).findings[kWrong], 1u);
}

TEST_F(CountsTest, AProbabilityAtABoundBelongsToTheBucketBelow) {
  Count({FindingOf(Kind::kMissing, 0, 0, false)});
  EXPECT_EQ(counts_.probabilities[kMissing][6], 1u) << "0.5 belongs to the bucket le=0.5";
}

TEST_F(CountsTest, TheProbabilityCountsNotTheScore) {
  Finding finding = FindingOf(Kind::kMissing, 0, 3);
  finding.probability = 0.25F;
  Count({finding});
  EXPECT_EQ(counts_.probabilities[kMissing][4], 1u);
  EXPECT_EQ(counts_.probability_sums[kMissing], 0.25);
}

TEST_F(CountsTest, CertaintiesAreCountedAndNaNIsLeftOut) {
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

// Of the labels dog, dog, cat: the first is matched, the second has a cat for a partner, the third nothing; a second
// cat of the model lies in a crowd.
TEST_F(CountsTest, MatchesCountForClassModelAnnotatorAndSource) {
  for (const NameId class_id : {dog_, cat_, cat_}) predictions_[0].predictions.emplace_back().class_id = class_id;
  std::vector<ModelMatches> matches(1);
  matches[0].labels = {
      {0, 0.9F, MatchOutcome::kMatched}, {1, 0.6F, MatchOutcome::kOtherClass}, {-1, 0, MatchOutcome::kUnmatched}};
  matches[0].lone = {{2, MatchOutcome::kExplained}};
  counter_.Count({frame_, predictions_}, OnlyMatches(matches), 0, counts_);
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(dog_).label_matches, (MatchCounts{1, 1, 0, 0, 0}));
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(cat_).label_matches, (MatchCounts{0, 0, 1, 0, 0}));
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(dog_).prediction_matches, (MatchCounts{1, 0, 0, 0, 0}));
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(cat_).prediction_matches, (MatchCounts{0, 1, 0, 0, 1}));
  EXPECT_EQ(OfModel().label_matches, (MatchCounts{1, 1, 1, 0, 0}));
  EXPECT_EQ(OfModel().prediction_matches, (MatchCounts{1, 1, 0, 0, 1}));
  EXPECT_EQ(Ann().label_matches, (MatchCounts{1, 1, 0, 0, 0}));
  EXPECT_EQ(Bob().label_matches, (MatchCounts{0, 0, 1, 0, 0}));
  EXPECT_EQ(counts_.Of(Dimension::kSource).at(names_.Of(Dimension::kSource).Find("cam_1")).label_matches,
            (MatchCounts{1, 1, 1, 0, 0}));
}

TEST_F(CountsTest, APredictionOnALabelThatIsNotJudgedOrNotComparedIsExplained) {
  for (const NameId class_id : {dog_, cat_}) predictions_[0].predictions.emplace_back().class_id = class_id;
  frame_.labels[0].difficult = true;
  std::vector<ModelMatches> matches(1);
  matches[0].labels = {
      {0, 0.9F, MatchOutcome::kMatched}, {1, 0.6F, MatchOutcome::kNotCompared}, {-1, 0, MatchOutcome::kUnmatched}};
  counter_.Count({frame_, predictions_}, OnlyMatches(matches), 0, counts_);
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(dog_).label_matches, (MatchCounts{0, 0, 0, 1, 0}));
  EXPECT_EQ(OfModel().label_matches, (MatchCounts{0, 0, 1, 1, 0}));
  EXPECT_EQ(OfModel().prediction_matches, (MatchCounts{0, 0, 0, 0, 2}));
}

// Through the inspector: frames with annotators of the frame and of the label, with frame classes, crowds, labels that
// are no boxes, classes that a model does not know, one model, two or none.
TEST_F(CountsTest, OutcomesOfMatchingAddUpToTheLabelsCheckedAndToThePredictionsThatSpeak) {
  Inspector inspector({}, names_.classes);
  LearningTally sums;
  std::uint64_t speaking = 0;
  const auto box = [&](int i) {
    const double x = i * 37 % 300, y = i * 53 % 200;
    return Shape{ShapeKind::kBox, {x, y, x + 20 + i % 50, i % 11 == 0 ? y : y + 40}, {}};
  };
  for (int n = 0; n < 200; ++n) {
    frame_.labels.clear();
    frame_.frame_classes.assign(static_cast<std::size_t>(n % 3), cat_);
    frame_.annotator = n % 4 == 0 ? "" : "ann";
    frame_.source = n % 5 == 0 ? "" : "cam_1";
    predictions_.assign(static_cast<std::size_t>(n % 3), predictions_.empty() ? PredictedFrame{} : predictions_[0]);
    if (n % 3 == 2) predictions_[1].model = "other";
    for (int i = 0; i < n % 8; ++i) {
      frame_.labels.push_back(LabelOf((n + i) % 2 == 0 ? dog_ : cat_));
      frame_.labels.back().shape = box(n + i);
      frame_.labels.back().crowd = (n + i) % 7 == 0;
      if (i % 3 == 1) frame_.labels.back().annotator = "bob";
    }
    for (PredictedFrame& predicted : predictions_) {
      predicted.predictions.clear();
      predicted.unknown_classes = std::span(&dog_, n % 10 == 1 ? 1 : 0);
      for (int i = 0; i < n % 9; ++i) {
        const Prediction& prediction =
            predicted.predictions.emplace_back(Prediction{box(n + i), cat_, 0.15 * i, {}, 0, 0});
        speaking += prediction.score >= FrameMatching::kLeastConfidence && SoundBox(prediction.shape.bounds) ? 1 : 0;
      }
    }
    counter_.Count({frame_, predictions_}, inspector.Inspect({frame_, predictions_}, {}, sums), 0, counts_);
  }
  const auto total = [](const MatchCounts& counts) { return std::accumulate(counts.begin(), counts.end(), 0UL); };
  for (const SeriesCounts& model : counts_.Of(Dimension::kModel)) EXPECT_EQ(total(model.label_matches), model.labels);
  const auto of_all = [&](const std::vector<SeriesCounts>& series, auto matches) {
    MatchCounts all{};
    for (const SeriesCounts& one : series) {
      for (std::size_t outcome = 0; outcome < all.size(); ++outcome) all[outcome] += (one.*matches)[outcome];
    }
    return all;
  };
  const MatchCounts labels = of_all(counts_.Of(Dimension::kModel), &SeriesCounts::label_matches);
  for (const MatchOutcome outcome :
       {MatchOutcome::kMatched, MatchOutcome::kOtherClass, MatchOutcome::kUnmatched, MatchOutcome::kNotCompared}) {
    EXPECT_GT(labels[static_cast<std::size_t>(outcome)], 0u) << "the frames hold every outcome";
  }
  EXPECT_EQ(of_all(counts_.Of(Dimension::kClass), &SeriesCounts::label_matches), labels);
  const MatchCounts predictions = of_all(counts_.Of(Dimension::kModel), &SeriesCounts::prediction_matches);
  EXPECT_EQ(total(predictions), speaking);
  EXPECT_EQ(of_all(counts_.Of(Dimension::kClass), &SeriesCounts::prediction_matches), predictions);
  EXPECT_EQ(counts_.Overall().label_matches, labels);
  EXPECT_EQ(counts_.Overall().prediction_matches, predictions);
  for (const MatchOutcome paired : {MatchOutcome::kMatched, MatchOutcome::kOtherClass}) {
    EXPECT_EQ(predictions[static_cast<std::size_t>(paired)], labels[static_cast<std::size_t>(paired)]) << "one to one";
  }
}

TEST_F(CountsTest, IndexesOutsideTheFrameAreHarmless) {
  Finding finding = FindingOf(Kind::kSpurious, 99, 1);
  finding.model = 99;
  Count({finding});
  EXPECT_EQ(counts_.Of(Dimension::kClass).at(NameTable::kOther).findings[static_cast<std::size_t>(Kind::kSpurious)],
            1u);
}

TEST_F(CountsTest, ValuesBeyondTheLimitCountAsOther) {
  std::vector<std::string> many;
  for (int i = 0; i < 600; ++i) many.push_back("annotator " + std::to_string(i));
  for (const std::string& annotator : many) {
    frame_.annotator = annotator;
    Count({});
  }
  EXPECT_LE(counts_.Of(Dimension::kAnnotator).size(), names_.Of(Dimension::kAnnotator).Limit() + 1);
  EXPECT_GT(counts_.Of(Dimension::kAnnotator).at(NameTable::kOther).labels, 0u);
  EXPECT_GT(names_.Of(Dimension::kAnnotator).Refused(), 0u);
}

TEST_F(CountsTest, AddIsTheSumWhateverTheLengths) {
  Count({FindingOf(Kind::kWrongClass, 2, 1)});
  counts_.Of(Dimension::kClass)[cat_].label_matches = {1, 2, 3, 4, 5};
  counts_.Of(Dimension::kClass)[cat_].prediction_matches = {6, 7, 8, 9, 10};
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
  EXPECT_EQ(sum.Of(Dimension::kClass).at(dog_).labels, 4u);
  EXPECT_EQ(sum.Of(Dimension::kClass).at(cat_).findings[kWrong], 2u);
  EXPECT_EQ(sum.Of(Dimension::kClass).at(cat_).label_matches, (MatchCounts{2, 4, 6, 8, 10}));
  EXPECT_EQ(sum.Of(Dimension::kClass).at(cat_).prediction_matches, (MatchCounts{12, 14, 16, 18, 20}));
  EXPECT_DOUBLE_EQ(sum.probability_sums[kWrong], 2 * counts_.probability_sums[kWrong]);
}

TEST_F(CountsTest, WhatWasClearedEqualsANewOne) {
  Count({FindingOf(Kind::kWrongClass, 2, 1)}, 2'000);
  counts_.Clear();
  EXPECT_EQ(counts_, StreamCounts());
}

TEST_F(CountsTest, OverallHoldsEveryLabelAndEveryFlaggedFindingOnce) {
  Count({FindingOf(Kind::kWrongClass, 2, 1), FindingOf(Kind::kInvalid, 0, 3), FindingOf(Kind::kMissing, -1, 1)});
  const SeriesCounts overall = counts_.Overall();
  EXPECT_EQ(overall.labels, 3u);
  EXPECT_EQ(std::accumulate(overall.findings.begin(), overall.findings.end(), std::uint64_t{0}), 3u);
}

TEST_F(CountsTest, ClearEmptiesAndKeepsTheMemory) {
  Count({FindingOf(Kind::kWrongClass, 2, 1)});
  const std::size_t capacity = counts_.Of(Dimension::kClass).capacity();
  counts_.Clear();
  EXPECT_EQ(counts_.frames, 0u);
  EXPECT_TRUE(counts_.Of(Dimension::kClass).empty());
  EXPECT_EQ(counts_.Of(Dimension::kClass).capacity(), capacity);
  EXPECT_EQ(counts_.probability_sums[kWrong], 0);
}

TEST_F(CountsTest, TheNewestFlaggedFrameIsTheExampleOfItsSeries) {
  Count({FindingOf(Kind::kMissing, -1, -9, false)}, 1);
  Count({FindingOf(Kind::kSpurious, 0, 1), FindingOf(Kind::kSpurious, 2, 2)}, 5);
  frame_.frame_id = "f2";
  Count({FindingOf(Kind::kSpurious, 1, 3)}, 6);
  const auto example = [&](Dimension dimension, const std::string& value) {
    const SeriesKey key{dimension, names_.Of(dimension).Find(value), SeriesKindOf(Kind::kSpurious)};
    return counts_.examples.findings.at(key).frame_id;
  };
  EXPECT_EQ(example(Dimension::kAnnotator, "ann"), "f2");
  EXPECT_EQ(example(Dimension::kAnnotator, "bob"), "f1") << "the label of the cat is the only one by Bob";
  EXPECT_EQ(counts_.examples.frame.frame_id, "f2");
  EXPECT_NEAR(counts_.examples.frame.probability, ProbabilityFromScore(3), 1e-6);
  EXPECT_EQ(counts_.examples.probabilities.size(), 3u) << "three probabilities, three buckets";

  StreamCounts earlier;
  earlier.examples.frame = {"f0", 1, 4};
  counts_.Add(earlier);
  EXPECT_EQ(counts_.examples.frame.frame_id, "f2") << "the later one stays, in whatever order counts come";
}

}  // namespace
}  // namespace labelwatch
