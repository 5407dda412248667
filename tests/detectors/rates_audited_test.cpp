// Bounds that hold at all times, and the audited rate: by hand, by the package confseq, and by drawn verdicts.
#include <limits>

#include "detectors/rates/audited_rate.h"
#include "detectors/rates/confidence_sequence.h"
#include "tests/detectors/rates_oracle.h"

namespace labelwatch {
namespace {

TEST(RatesConfidenceSequence, NothingKnownAtFirst) {
  ConfidenceSequence sequence(0.05);
  EXPECT_EQ(sequence.Bounds(), Interval{});
  sequence.Add(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(sequence.Count(), 0);
}

// One value 0: l = 1/2, as sqrt(2 ln 40 / (ln 2 / 4)) is above; high = 1 - (l - ln 40 - psi) / l is cut at 1.
TEST(RatesConfidenceSequence, OneValueByHand) {
  ConfidenceSequence sequence(0.05);
  sequence.Add(0);
  EXPECT_DOUBLE_EQ(sequence.Save().weights, 0.5);
  EXPECT_DOUBLE_EQ(sequence.Save().high_doubt, std::log(2.0) - 0.5);
  EXPECT_EQ(sequence.Bounds(), Interval{});
}

TEST(RatesConfidenceSequence, AgreesWithConfseq) {
  const auto oracles = Oracles("confseq.json");
  if (oracles.empty()) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
  std::size_t compared = 0;
  for (const auto& one : oracles.back()["cases"].GetArray()) {
    const double alpha = one["alpha"].GetDouble();
    ConfidenceSequence sequence(alpha), one_sided(2 * alpha);
    Uniforms uniforms(one["seed"].GetUint64());
    std::vector<double> values;
    for (const auto& segment : one["segments"].GetArray()) {
      const double p = segment[1].GetDouble();
      for (auto left = segment[0].GetUint64(); left > 0; --left) {
        const double u = uniforms.Next();
        values.push_back(std::string(one["kind"].GetString()) == "uniform" ? p * u : u < p ? 1 : 0);
      }
    }
    const auto index = NumbersOf(one["index"]), low = NumbersOf(one["empbern_two_sided_low"]),
               high = NumbersOf(one["empbern_two_sided_high"]), only_low = NumbersOf(one["empbern_one_sided_low"]);
    std::size_t at = 0;
    for (std::size_t i = 0; i < values.size() && at < index.size(); ++i) {
      sequence.Add(values[i]);
      one_sided.Add(values[i]);
      if (static_cast<double>(i) != index[at]) continue;
      EXPECT_NEAR(sequence.Bounds().low, low[at], 1e-9) << i;
      EXPECT_NEAR(sequence.Bounds().high, high[at], 1e-9) << i;
      EXPECT_NEAR(one_sided.Bounds().low, only_low[at], 1e-9) << i;
      compared += 3;
      ++at;
    }
    EXPECT_EQ(at, index.size());
  }
  std::cout << compared << " bounds compared\n";
  EXPECT_GT(compared, 150);
}

TEST(RatesConfidenceSequence, GoesOnFromSavedState) {
  ConfidenceSequence whole(0.05), restarted(0.05);
  Uniforms uniforms(2);
  for (int i = 0; i < 500; ++i) {
    const double x = uniforms.Next();
    whole.Add(x);
    ConfidenceSequence next(0.05);
    ASSERT_TRUE(next.Load(restarted.Save()));
    next.Add(x);
    restarted = next;
  }
  EXPECT_EQ(whole.Save(), restarted.Save());
  auto state = whole.Save();
  state.low_doubt = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(restarted.Load(state));
  EXPECT_FALSE(restarted.Load({0, 0, 0, 0, 0, 0, std::numeric_limits<double>::quiet_NaN()}));
}

// 100 flagged, half of them wrong, all reviewed; 900 others, of which 90 were reviewed and 9 were wrong.
TEST(RatesAudited, ByHand) {
  AuditedRate audit;
  audit.AddUnits(true, 1, 100);
  audit.AddUnits(false, 0.1, 900);
  for (int i = 0; i < 100; ++i) audit.AddVerdict(true, 1, i % 2 == 0);
  for (int i = 0; i < 90; ++i) audit.AddVerdict(false, 0.1, i % 10 == 0);
  const AuditEstimate estimate = audit.Estimate();
  EXPECT_NEAR(estimate.rate.value, 0.1 * 0.5 + 0.9 * 0.1, 1e-12);
  EXPECT_NEAR(estimate.recall.value, 0.05 / 0.14, 1e-12);
  EXPECT_NEAR(estimate.precision.value, 0.5, 1e-12);
  EXPECT_EQ(estimate.precision.bounds, (Interval{0.5, 0.5}));  // all were reviewed
  EXPECT_NEAR(estimate.rate.bounds.low, 0.05 + 0.9 * Wilson(9, 90).low, 1e-12);
  EXPECT_NEAR(estimate.recall.bounds.low, 0.05 / (0.05 + 0.9 * Wilson(9, 90).high), 1e-12);
  EXPECT_EQ(estimate.pending, 0);
}

TEST(RatesAudited, WithoutAnAuditMostIsOpen) {
  AuditedRate audit;
  audit.AddUnits(true, 1, 100);
  audit.AddUnits(false, 0, 900);
  for (int i = 0; i < 100; ++i) audit.AddVerdict(true, 1, i % 2 == 0);
  EXPECT_FALSE(audit.AddVerdict(false, 0, true));
  const AuditEstimate estimate = audit.Estimate();
  EXPECT_NEAR(estimate.rate.at_any_time.low, 0.05, 1e-12);
  EXPECT_NEAR(estimate.rate.at_any_time.high, 0.95, 1e-12);
  EXPECT_NEAR(estimate.recall.at_any_time.low, 0.05 / 0.95, 1e-12);
  EXPECT_NEAR(estimate.recall.at_any_time.high, 1, 1e-12);
}

TEST(RatesAudited, MissingVerdictsDoNotLowerTheRate) {
  AuditedRate all, half;
  for (AuditedRate* audit : {&all, &half}) audit->AddUnits(false, 0.5, 2000);
  for (int i = 0; i < 1000; ++i) {
    all.AddVerdict(false, 0.5, i % 20 == 0);
    if (i < 500) half.AddVerdict(false, 0.5, i % 20 == 0);
  }
  EXPECT_DOUBLE_EQ(all.Estimate().rate.value, half.Estimate().rate.value);
  EXPECT_GT(half.Estimate().rate.bounds.high, all.Estimate().rate.bounds.high);
  EXPECT_EQ(half.Estimate().pending, 500);
}

TEST(RatesAudited, WhatIsNoVerdictIsRefusedAndCounted) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  AuditedRate audit;
  EXPECT_FALSE(audit.AddUnits(true, kNan, 3));
  EXPECT_FALSE(audit.AddUnits(true, 1.5, 4));
  EXPECT_FALSE(audit.AddVerdict(true, -1, true));
  EXPECT_EQ(audit.Refused(), 8);
  const AuditEstimate nothing = audit.Estimate();
  EXPECT_EQ(nothing.rate.bounds, Interval{});
  EXPECT_EQ(nothing.recall.at_any_time, Interval{});
  EXPECT_FALSE(nothing.known);
  for (int i = 1; i <= 100; ++i) audit.AddUnits(false, i / 200.0, 10);
  EXPECT_EQ(audit.Save().size(), AuditedRate::kMostStrata);
  audit.AddUnits(false, 1 / 200.0, std::numeric_limits<std::uint64_t>::max());
  audit.AddVerdict(false, 1 / 200.0, true);
  const AuditEstimate estimate = audit.Estimate();
  for (const double value : {estimate.rate.value, estimate.rate.at_any_time.low, estimate.rate.at_any_time.high,
                             estimate.recall.value, estimate.recall.bounds.low, estimate.recall.bounds.high}) {
    EXPECT_TRUE(value >= 0 && value <= 1) << value;
  }
  // More verdicts than units known so far.
  AuditedRate early;
  early.AddVerdict(true, 1, true);
  EXPECT_NEAR(early.Estimate().rate.value, 1, 1e-12);
}

TEST(RatesAudited, GoesOnFromSavedState) {
  AuditedRate whole, restarted;
  Uniforms uniforms(8);
  for (int i = 0; i < 300; ++i) {
    const bool flagged = uniforms.Is(0.5), wrong = uniforms.Is(0.2);
    const double probability = flagged ? 1 : 0.1;
    AuditedRate next;
    ASSERT_TRUE(next.Load(restarted.Save()));
    restarted = next;
    for (AuditedRate* audit : {&whole, &restarted}) {
      audit->AddUnits(flagged, probability, 20);
      audit->AddVerdict(flagged, probability, wrong);
    }
  }
  EXPECT_EQ(whole.Save(), restarted.Save());
  auto strata = whole.Save();
  strata[1] = strata[0];
  EXPECT_FALSE(restarted.Load(strata));
}

struct Setting {
  int units;
  double rate, recall, precision, audit;
};

struct Coverage {
  int runs = 0, rate = 0, recall = 0, rate_always = 0, recall_always = 0;
  double width = 0, width_always = 0, flags_say = 0;
};

// Units come in order; all flagged ones and an audit of the others are reviewed. Bounds that hold at any time are
// looked at after each twentieth verdict, against the rate that units are drawn with.
Coverage Simulate(const Setting& setting, int runs) {
  Coverage coverage;
  const double flagged_rate = setting.rate * setting.recall / setting.precision;
  const double missed_rate = setting.rate * (1 - setting.recall) / (1 - flagged_rate);
  for (int run = 0; run < runs; ++run) {
    Uniforms uniforms(31 + static_cast<std::uint64_t>(run));
    AuditedRate audit;
    double wrong = 0, found = 0;
    bool rate_always = true, recall_always = true;
    for (int i = 0; i < setting.units; ++i) {
      const bool flagged = uniforms.Is(flagged_rate);
      const bool is_wrong = uniforms.Is(flagged ? setting.precision : missed_rate);
      const double probability = flagged ? 0.5 : setting.audit;
      wrong += is_wrong ? 1 : 0;
      found += is_wrong && flagged ? 1 : 0;
      audit.AddUnits(flagged, probability, 1);
      if (!uniforms.Is(probability)) continue;
      audit.AddVerdict(flagged, probability, is_wrong);
      if (audit.Save()[0].sequence.count % 20 != 0) continue;
      const AuditEstimate now = audit.Estimate();
      const auto holds = [](const Interval& bounds, double value) {
        return bounds.low <= value && value <= bounds.high;
      };
      // Shares of units seen so far vary: the promise is about the rates within strata.
      const double seen = static_cast<double>(now.units);
      double units[2] = {0, 0};
      for (const auto& stratum : audit.Save()) units[stratum.flagged ? 1 : 0] += static_cast<double>(stratum.units);
      const double f = units[1] / seen * setting.precision, m = units[0] / seen * missed_rate;
      rate_always = rate_always && holds(now.rate.at_any_time, f + m);
      recall_always = recall_always && holds(now.recall.at_any_time, f / (f + m));
    }
    const AuditEstimate end = audit.Estimate();
    const double rate = wrong / setting.units, recall = found / wrong;
    ++coverage.runs;
    coverage.rate += end.rate.bounds.low <= rate && rate <= end.rate.bounds.high ? 1 : 0;
    coverage.recall += end.recall.bounds.low <= recall && recall <= end.recall.bounds.high ? 1 : 0;
    coverage.rate_always += rate_always ? 1 : 0;
    coverage.recall_always += recall_always ? 1 : 0;
    coverage.width += (end.rate.bounds.high - end.rate.bounds.low) / 2 / runs;
    coverage.width_always += (end.rate.at_any_time.high - end.rate.at_any_time.low) / 2 / runs;
    coverage.flags_say += found / setting.units / runs;
  }
  return coverage;
}

TEST(RatesAudited, BoundsHoldForDrawnVerdicts) {
  const Setting settings[] = {
      {20'000, 0.01, 0.7, 0.4, 0.01}, {20'000, 0.03, 0.6, 0.5, 0.02}, {4'000, 0.03, 0.6, 0.5, 0.05}};
  for (const Setting& setting : settings) {
    constexpr int kRuns = 200;
    const Coverage coverage = Simulate(setting, kRuns);
    std::cout << setting.units << " units, rate " << setting.rate << ", recall " << setting.recall << ", audit "
              << setting.audit << ": one look " << coverage.rate << " (recall " << coverage.recall << "), always "
              << coverage.rate_always << " (recall " << coverage.recall_always << ") of " << kRuns << "; half widths "
              << coverage.width << ", " << coverage.width_always << "; flags alone say " << coverage.flags_say << "\n";
    EXPECT_GE(coverage.rate, 0.92 * kRuns);
    EXPECT_GE(coverage.recall, 0.92 * kRuns);
    EXPECT_GE(coverage.rate_always, 0.95 * kRuns);
    EXPECT_GE(coverage.recall_always, 0.95 * kRuns);
  }
}

}  // namespace
}  // namespace labelwatch
