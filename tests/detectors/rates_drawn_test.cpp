// The mislabel rate from drawn frames alone: by hand, and over a thousand drawn streams, looked at all the time.

#include "detectors/rates/drawn_rate.h"
#include "tests/detectors/rates_oracle.h"

namespace labelwatch {
namespace {

// 100 flagged, half of them wrong; of the others one in ten was drawn: 90, of which 9 are wrong.
TEST(RatesDrawn, ByHand) {
  DrawnRate drawn;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(drawn.Draw(true, 1));
    ASSERT_TRUE(drawn.Verdict(true, 1, i < 50));
  }
  for (int i = 0; i < 90; ++i) {
    ASSERT_TRUE(drawn.Draw(false, 0.1));
    ASSERT_TRUE(drawn.Verdict(false, 0.1, i < 9));
  }
  const DrawnEstimate estimate = drawn.Estimate();
  EXPECT_NEAR(estimate.rate.value, 0.1 * 0.5 + 0.9 * 0.1, 1e-12);
  EXPECT_NEAR(estimate.recall.value, 0.05 / 0.14, 1e-12);
  EXPECT_TRUE(estimate.known);
  EXPECT_LT(estimate.rate.bounds.low, 0.14);
  EXPECT_GT(estimate.rate.bounds.high, 0.14);
  EXPECT_EQ(estimate.verdicts, 190U);
  EXPECT_EQ(estimate.pending, 0U);
}

TEST(RatesDrawn, WithoutAnAuditTheRestIsOpen) {
  DrawnRate drawn;
  for (int i = 0; i < 500; ++i) {
    drawn.Draw(true, 1);
    drawn.Verdict(true, 1, true);
  }
  drawn.Draw(false, 0.001);
  EXPECT_EQ(drawn.Estimate().pending, 1U);
  EXPECT_GT(drawn.Estimate().rate.bounds.high, 0.9) << "of two frames in three nothing is known";
  EXPECT_LT(drawn.Estimate().recall.bounds.low, 0.6);
}

TEST(RatesDrawn, MissingVerdictsDoNotMoveTheRate) {
  DrawnRate all, some;
  Uniforms uniforms(5);
  for (int i = 0; i < 2000; ++i) {
    const bool flagged = uniforms.Is(0.3), wrong = uniforms.Is(flagged ? 0.5 : 0.02);
    for (DrawnRate* one : {&all, &some}) one->Draw(flagged, flagged ? 1 : 0.1);
    all.Verdict(flagged, flagged ? 1 : 0.1, wrong);
    if (i % 4 == 0) some.Verdict(flagged, flagged ? 1 : 0.1, wrong);
  }
  EXPECT_NEAR(some.Estimate().rate.value, all.Estimate().rate.value, 0.01);
  EXPECT_GT(some.Estimate().rate.bounds.high, all.Estimate().rate.bounds.high);
}

TEST(RatesDrawn, WhatWasNotDrawnIsRefused) {
  DrawnRate drawn;
  for (const double probability : {0.0, -1.0, 1.5, std::nan("")}) EXPECT_FALSE(drawn.Draw(true, probability));
  EXPECT_FALSE(drawn.Verdict(true, 1, true));
  EXPECT_EQ(drawn.Estimate().rate.bounds, Interval{});
  for (std::size_t i = 0; i < DrawnRate::kMostStrata; ++i) {
    EXPECT_TRUE(drawn.Draw(false, 1.0 / static_cast<double>(i + 1)));
  }
  EXPECT_FALSE(drawn.Draw(true, 0.77));
}

struct Stream {
  double rate, recall, audit, flagged;  // true rate; share of it that is flagged; shares that are reviewed
};
struct Seen {
  int rate = 0, so_far = 0, recall = 0;  // runs in which the bounds held at every look
  double width = 0, uniform = 0, reviews = 0;
};

// 20,000 frames; every second flag is right. Looked at after each twentieth review: against the rate with which frames
// are wrong, and against the share that was so far. `uniform`: as many reviews of frames chosen without regard to
// flags.
Seen Simulate(const Stream& stream, int runs) {
  constexpr double kPrecision = 0.5;
  constexpr int kFrames = 20'000;
  const double flagged_rate = stream.rate * stream.recall / kPrecision;
  const double missed_rate = stream.rate * (1 - stream.recall) / (1 - flagged_rate);
  const auto holds = [](const Interval& bounds, double value) { return bounds.low <= value && value <= bounds.high; };
  const auto half = [runs](const Interval& bounds) { return (bounds.high - bounds.low) / 2 / runs; };
  Seen seen;
  for (int run = 0; run < runs; ++run) {
    Uniforms uniforms(977 + 31 * static_cast<std::uint64_t>(run));
    DrawnRate drawn;
    ConfidenceSequence uniform(0.05);
    double wrong_so_far = 0;
    bool rate = true, so_far = true, recall = true;
    for (int i = 1; i <= kFrames; ++i) {
      const bool flagged = uniforms.Is(flagged_rate), wrong = uniforms.Is(flagged ? kPrecision : missed_rate);
      const double probability = flagged ? stream.flagged : stream.audit;
      wrong_so_far += wrong ? 1 : 0;
      if (!uniforms.Is(probability)) continue;
      drawn.Draw(flagged, probability);
      drawn.Verdict(flagged, probability, wrong);
      uniform.Add(uniforms.Is(stream.rate) ? 1 : 0);
      if (uniform.Count() % 20 != 0) continue;
      const DrawnEstimate now = drawn.Estimate();
      rate = rate && holds(now.rate.bounds, stream.rate);
      so_far = so_far && holds(now.rate.bounds, wrong_so_far / i);
      recall = recall && holds(now.recall.bounds, stream.recall);
    }
    seen.rate += rate ? 1 : 0;
    seen.so_far += so_far ? 1 : 0;
    seen.recall += recall ? 1 : 0;
    seen.width += half(drawn.Estimate().rate.bounds);
    seen.uniform += half(uniform.Bounds());
    seen.reviews += static_cast<double>(uniform.Count()) / runs;
  }
  return seen;
}

TEST(RatesDrawn, AThousandStreamsHoldAtAnyTime) {
  constexpr int kRuns = 1000;
  for (const double rate : {0.005, 0.03, 0.10}) {
    const Stream stream{rate, 0.8, 0.05, rate < 0.1 ? 1 : 0.5};
    const Seen seen = Simulate(stream, kRuns);
    std::cout << "true rate " << rate << ", " << seen.reviews << " reviews: held at every look in " << seen.rate
              << " of " << kRuns << " (share so far " << seen.so_far << ", recall " << seen.recall << "); half width "
              << seen.width << ", of uniform review " << seen.uniform << ": " << 100 * (1 - seen.width / seen.uniform)
              << " % narrower\n";
    EXPECT_GE(seen.rate, 0.95 * kRuns);
    EXPECT_GE(seen.so_far, 0.95 * kRuns);
    EXPECT_GE(seen.recall, 0.95 * kRuns);
    EXPECT_LT(seen.width, seen.uniform);
  }
}

}  // namespace
}  // namespace labelwatch
