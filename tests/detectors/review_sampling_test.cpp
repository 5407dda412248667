// Which frames are reviewed, and what their verdicts say of all frames.

#include "detectors/review_sampling.h"

#include <gtest/gtest.h>

#include "detectors/labels/random.h"
#include "detectors/rates/audited_rate.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

class ReviewSamplingTest : public testing::Test {
 protected:
  Sampled Of(const SamplingRates& rates, const std::string& frame_id, bool flagged = false, std::uint64_t seed = 1) {
    frame_.Labels().frame_id = frame_id;
    return ReviewSampling(rates, seed).Of(frame_.Labels(), flagged, classes_);
  }
  int Chosen(const SamplingRates& rates, std::uint64_t seed = 1) {
    int chosen = 0;
    for (int i = 0; i < 10'000; ++i) chosen += Of(rates, "frame " + std::to_string(i), false, seed).Chosen();
    return chosen;
  }

  NameTable classes_{10};
  FrameBuilder frame_{classes_};
};

TEST_F(ReviewSamplingTest, TheProbabilityIsRecordedWhetherAFrameIsChosenOrNot) {
  const Sampled flagged = Of({.flagged = 1, .audit = 0.01}, "a", true);
  EXPECT_EQ(flagged.arm, ReviewArm::kFlagged);
  EXPECT_EQ(flagged.inclusion_probability, 1);
  EXPECT_EQ(Of({.audit = 0.01}, "a").inclusion_probability, 0.01);
  EXPECT_EQ(Of({.audit = 1}, "a").arm, ReviewArm::kAudit);
  EXPECT_FALSE(Of({.audit = 0}, "a").Chosen());
}

TEST_F(ReviewSamplingTest, AboutSoManyAreChosenAndOfAnotherSeedOthers) {
  EXPECT_NEAR(Chosen({.audit = 0.05}), 500, 4 * 22);  // four standard deviations
  int both = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = std::to_string(i);
    both += Of({.audit = 0.5}, id, false, 1).Chosen() && Of({.audit = 0.5}, id, false, 2).Chosen();
  }
  EXPECT_NEAR(both, 2500, 4 * 44);
}

TEST_F(ReviewSamplingTest, ARateThatIsRaisedTakesNoFrameAway) {
  for (int i = 0; i < 1000; ++i) {
    const std::string id = std::to_string(i);
    EXPECT_LE(Of({.audit = 0.1}, id).Chosen(), Of({.audit = 0.2}, id).Chosen());
  }
}

TEST_F(ReviewSamplingTest, OfSeveralRatesTheHighestHolds) {
  frame_.Label("car", {0, 0, 10, 10}).Label("rare", {20, 0, 30, 10});
  frame_.Labels().annotator = "trainee";
  frame_.Labels().source = "cam07";
  EXPECT_EQ(Of({.audit = 0.01, .annotators = {{"trainee", 0.05}}}, "a").inclusion_probability, 0.05);
  EXPECT_EQ(Of({.audit = 0.01, .classes = {{"rare", 0.2}, {"bus", 1}}, .annotators = {{"trainee", 0.05}}}, "a")
                .inclusion_probability,
            0.2);
  EXPECT_EQ(Of({.audit = 0.01, .sources = {{"cam07", 0.001}}}, "a").inclusion_probability, 0.01);
  frame_.Labels().labels[0].annotator = "bob";
  EXPECT_EQ(Of({.audit = 0.01, .annotators = {{"bob", 0.5}}}, "a").inclusion_probability, 0.5);
}

struct Setting {
  double rate, recall, precision;
};

// A stream of frames, those flagged all reviewed and an audit of the others; the interval is looked at after every
// twentieth verdict. Whether it held the rate each time, and how wide it was at the end against the same number of
// verdicts drawn without regard to flags.
struct Audit {
  bool held = true;
  double width = 0, uniform_width = 0;
};

Audit Simulate(const Setting& setting, const NameTable& classes, std::uint64_t seed) {
  constexpr int kFrames = 2000;
  const double flagged_rate = setting.rate * setting.recall / setting.precision;
  const double missed_rate = setting.rate * (1 - setting.recall) / (1 - flagged_rate);
  const ReviewSampling sampling({.flagged = 1, .audit = 0.1}, seed);
  Random random(Mix(seed + 77));
  AuditedRate audit;
  LabeledFrame frame;
  Audit run;
  std::uint64_t verdicts = 0;
  double units[2] = {0, 0}, wrong_flagged = 0;
  for (int i = 0; i < kFrames; ++i) {
    const std::string id = std::to_string(i);
    frame.frame_id = id;
    const bool flagged = random.Uniform() < flagged_rate;
    const bool wrong = random.Uniform() < (flagged ? setting.precision : missed_rate);
    const Sampled sampled = sampling.Of(frame, flagged, classes);
    audit.AddUnits(flagged, sampled.inclusion_probability, 1);
    ++units[flagged ? 1 : 0];
    wrong_flagged += flagged && wrong ? 1 : 0;
    if (!sampled.Chosen()) continue;
    audit.AddVerdict(flagged, sampled.inclusion_probability, wrong);
    if (++verdicts % 20 != 0) continue;
    // What is reviewed as a whole is known; of the others the promise is about the rate that they are drawn with.
    const double rate = (wrong_flagged + units[0] * missed_rate) / (units[0] + units[1]);
    const Interval bounds = audit.Estimate().rate.at_any_time;
    run.held = run.held && bounds.low <= rate && rate <= bounds.high;
  }
  AuditedRate uniform;
  const double share = static_cast<double>(verdicts) / kFrames;
  uniform.AddUnits(false, share, kFrames);
  for (std::uint64_t i = 0; i < verdicts; ++i) uniform.AddVerdict(false, share, random.Uniform() < setting.rate);
  const auto width = [](const AuditedRate& of) {
    const Interval bounds = of.Estimate().rate.bounds;
    return bounds.high - bounds.low;
  };
  run.width = width(audit);
  run.uniform_width = width(uniform);
  return run;
}

TEST_F(ReviewSamplingTest, TheRateFromVerdictsHoldsWheneverItIsLookedAt) {
  constexpr int kRuns = 1000;
  for (const Setting& setting : {Setting{0.005, 0.6, 0.4}, {0.03, 0.6, 0.5}, {0.1, 0.7, 0.6}}) {
    int held = 0;
    double width = 0, uniform_width = 0;
    for (int i = 0; i < kRuns; ++i) {
      const Audit run = Simulate(setting, classes_, 1000 + static_cast<std::uint64_t>(i));
      held += run.held;
      width += run.width / kRuns;
      uniform_width += run.uniform_width / kRuns;
    }
    std::cout << "rate " << setting.rate << ": held in " << held << " of " << kRuns << " runs; width of one look "
              << width << ", of as many verdicts without regard to flags " << uniform_width << "\n";
    EXPECT_GE(held, 0.95 * kRuns) << setting.rate;
  }
}

}  // namespace
}  // namespace labelwatch
