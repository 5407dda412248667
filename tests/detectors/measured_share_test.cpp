// What verdicts make of a probability.

#include "detectors/measured_share.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "detectors/labels/random.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

std::vector<Reviewed> Of(Kind kind, double score, double prior, int errors, int fine) {
  std::vector<Reviewed> verdicts;
  for (int i = 0; i < errors + fine; ++i) verdicts.push_back({kind, score, prior, i < errors});
  return verdicts;
}

const MeasuredKind& KindOf(const MeasuredShares& measured, Kind kind) {
  return measured.kinds[static_cast<std::size_t>(kind)];
}

TEST(MeasuredShareTest, AFewVerdictsMeasureNothing) {
  const auto measured = Measure(Of(Kind::kMissing, 1, 0.3, 9, 0));
  EXPECT_FALSE(KindOf(measured, Kind::kMissing).Known());
}

TEST(MeasuredShareTest, TheShareIsThatOfTheVerdictsWithThePriorAsTenOfThem) {
  const auto measured = Measure(Of(Kind::kMissing, 1, 0.3, 16, 4));
  EXPECT_NEAR(MeasuredShare(KindOf(measured, Kind::kMissing), 1, 0.3), (10 * 0.3 + 16) / 30, 1e-6);
  EXPECT_FALSE(KindOf(measured, Kind::kSpurious).Known()) << "of other kinds they say nothing";
}

TEST(MeasuredShareTest, ElsewhereThePriorMovesByAsMuch) {
  const auto measured = Measure(Of(Kind::kMissing, 1, 0.3, 16, 4));
  const double odds = (19.0 / 11) / (0.3 / 0.7);  // by which those of the prior are multiplied
  const double far = 0.1 / 0.9 * odds;
  EXPECT_NEAR(MeasuredShare(KindOf(measured, Kind::kMissing), -3, 0.1), far / (1 + far), 1e-6);
}

TEST(MeasuredShareTest, AShareThatFallsWithTheScoreIsPooled) {
  auto verdicts = Of(Kind::kMissing, 1, 0.5, 16, 4);
  const auto higher = Of(Kind::kMissing, 2, 0.5, 12, 8);
  verdicts.insert(verdicts.end(), higher.begin(), higher.end());
  const MeasuredShares measured = Measure(verdicts);  // of each outcome fewer than 20: no curve
  ASSERT_FALSE(KindOf(measured, Kind::kMissing).line);
  const double pooled = (10 * 0.5 + 16 + 10 * 0.5 + 12) / 60;
  EXPECT_NEAR(MeasuredShare(KindOf(measured, Kind::kMissing), 1, 0.5), pooled, 1e-6);
  EXPECT_NEAR(MeasuredShare(KindOf(measured, Kind::kMissing), 2, 0.5), pooled, 1e-6);
}

TEST(MeasuredShareTest, OfOneScoreAllVerdictsAreOne) {
  const auto measured = Measure(Of(Kind::kMissing, 9.75, 0.99, 33, 33));
  EXPECT_NEAR(MeasuredShare(KindOf(measured, Kind::kMissing), 9.75, 0.99), 0.5, 0.05);
}

// 400 verdicts on findings whose prior is half of what is true.
TEST(MeasuredShareTest, WithManyVerdictsItIsTheTruth) {
  Random random(7);
  std::vector<Reviewed> verdicts;
  for (int i = 0; i < 400; ++i) {
    const double score = 6 * random.Uniform() - 3, truth = 1 / (1 + std::exp(-1.5 * score));
    verdicts.push_back({Kind::kSpurious, score, truth / 2, random.Uniform() < truth});
  }
  const auto measured = Measure(verdicts);
  ASSERT_TRUE(KindOf(measured, Kind::kSpurious).line);
  for (const double score : {-2.5, -1.0, 0.0, 1.0, 2.5}) {
    const double truth = 1 / (1 + std::exp(-1.5 * score));
    EXPECT_NEAR(MeasuredShare(KindOf(measured, Kind::kSpurious), score, truth / 2), std::min(0.99, truth), 0.07)
        << score;
  }
}

TEST(MeasuredShareTest, TheOrderOfVerdictsDoesNotMatterNorWhatIsNoNumber) {
  auto verdicts = Of(Kind::kMissing, 1, 0.3, 30, 25);
  for (std::size_t i = 0; i < verdicts.size(); ++i) verdicts[i].score += 0.01 * static_cast<double>(i * 37 % 55);
  const auto forward = Measure(verdicts);
  std::ranges::reverse(verdicts);
  verdicts.push_back({Kind::kMissing, std::numeric_limits<double>::quiet_NaN(), 0.3, true});
  verdicts.push_back({Kind::kMissing, 1e300, 0.3, true});
  verdicts.push_back({Kind::kMissing, 1, 7, true});
  const auto backward = Measure(verdicts);
  for (const double score : {-5.0, 1.1, 1.3, 9.0, std::numeric_limits<double>::infinity()}) {
    const float share = MeasuredShare(KindOf(forward, Kind::kMissing), score, 0.3);
    EXPECT_EQ(share, MeasuredShare(KindOf(backward, Kind::kMissing), score, 0.3));
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 0.99F);
  }
}

TEST(MeasuredShareTest, AnInspectorShowsItAndKeepsThePrior) {
  NameTable classes(10);
  FrameBuilder frame(classes);
  frame.Label("car", {0, 0, 100, 100}).Label("car", {0, 0, 100, 80});
  const auto before = FindingsOf(frame, classes, Kind::kDuplicate);
  ASSERT_EQ(before.size(), 1u);
  EXPECT_EQ(before[0].prior, before[0].probability);
  Calibration calibration;
  calibration.measured = std::make_shared<const MeasuredShares>(
      Measure(Of(Kind::kDuplicate, before[0].score, static_cast<double>(before[0].prior), 0, 20)));
  const auto after = FindingsOf(frame, classes, Kind::kDuplicate, calibration);
  EXPECT_NEAR(after[0].probability, before[0].probability / 3, 1e-6) << "ten for the prior, twenty that it is fine";
  EXPECT_EQ(after[0].prior, before[0].probability);
  EXPECT_EQ(after[0].score, before[0].score);
  EXPECT_FALSE(after[0].rough);
}

}  // namespace
}  // namespace labelwatch
