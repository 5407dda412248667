// Who changed: drawn streams in which it is known, and bounds on how often a steady stream is said to have moved.
#include "detectors/rates/expected_mix.h"
#include "detectors/rates/mix_test.h"
#include "tests/detectors/rates_oracle.h"

namespace labelwatch {
namespace {

std::string NameOf(std::uint32_t c) { return "class-" + std::to_string(c); }

TEST(RatesExpectedMix, SolvesByHand) {
  // 2x + y = 5, x + 3y = 10.
  const auto x = Solve({2, 1, 1, 3}, {5, 10});
  ASSERT_TRUE(x);
  EXPECT_THAT(*x, testing::Pointwise(testing::DoubleNear(1e-12), {1.0, 3.0}));
  EXPECT_FALSE(Solve({1, 1, 1, 1}, {1, 2}));
}

// 80 % of cats are predicted as cats and 90 % of dogs as dogs. With 45 % cats predicted: .8 c + .1 (1 - c) = .45, c =
// .5.
TEST(RatesExpectedMix, UndoesConfusion) {
  const JointCounts joint{2, {16, 8, 4, 72}};
  const auto labels = ExpectedLabels(joint, std::vector<double>{45, 55});
  ASSERT_TRUE(labels);
  EXPECT_THAT(*labels, testing::Pointwise(testing::DoubleNear(1e-12), {0.5, 0.5}));
  // As in the reference: the labels of the reference.
  const auto same = ExpectedLabels(joint, std::vector<double>{24, 76});
  EXPECT_THAT(*same, testing::Pointwise(testing::DoubleNear(1e-12), {0.2, 0.8}));
}

TEST(RatesExpectedMix, SaysNothingWherePredictionsDoNot) {
  EXPECT_FALSE(ExpectedLabels({2, {10, 10, 10, 10}}, std::vector<double>{1, 1}));
  EXPECT_FALSE(ExpectedLabels({2, {10, 0, 10, 0}}, std::vector<double>{1, 1}));
  EXPECT_FALSE(ExpectedLabels({2, {0, 0, 0, 0}}, std::vector<double>{1, 1}));
  EXPECT_FALSE(ExpectedLabels({2, {1, 0, 0, 1}}, std::vector<double>{0, 0}));
}

// Ten classes, visits of one to ten objects that are alike: with probability .3 an object is of the class of the one
// before it. The model is right in 80 %, else it says the next class.
struct Stream {
  std::vector<double> world = {0.3, 0.2, 0.1, 0.1, 0.09, 0.07, 0.05, 0.04, 0.03, 0.02};
  double model_right = 0.8;
  double annotator_swaps = 0;  // share of class 4 that is labeled as class 5
  double model_swaps = 0;      // share of class 4 that is predicted as class 5

  std::vector<MixPair> Visit(Uniforms& uniforms) const {
    std::vector<MixPair> pairs;
    std::uint32_t object = 0;
    for (std::size_t left = 1 + uniforms.Below(10); left > 0; --left) {
      if (pairs.empty() || !uniforms.Is(0.3)) {
        double u = uniforms.Next();
        for (object = 0; object < 9 && u >= world[object]; ++object) u -= world[object];
      }
      const std::uint32_t labeled = object == 4 && uniforms.Is(annotator_swaps) ? 5 : object;
      std::uint32_t predicted = uniforms.Is(model_right) ? object : (object + 1) % 10;
      if (predicted == 4 && uniforms.Is(model_swaps)) predicted = 5;
      pairs.push_back({labeled, predicted, 1});
    }
    return pairs;
  }
};

MixReference ReferenceOf(const Stream& stream, std::uint64_t seed, int visits = 3000) {
  Uniforms uniforms(seed);
  MixReference reference{10, {}, static_cast<double>(visits)};
  for (int i = 0; i < visits; ++i) {
    for (const MixPair& pair : stream.Visit(uniforms)) reference.pairs.push_back(pair);
  }
  return reference;
}

struct Outcomes {
  std::array<int, 5> verdicts{};
  double visits = 0;  // until something moved, in the mean
};

// After 500 calm visits the stream becomes `changed`; judged 200 visits after anything moved, at most 3000 after.
Outcomes Judge(const Stream& changed, int runs) {
  Outcomes outcomes;
  for (int run = 0; run < runs; ++run) {
    const Stream calm;
    MixTest test(ReferenceOf(calm, 1000 + static_cast<std::uint64_t>(run)));
    Uniforms uniforms(77 + static_cast<std::uint64_t>(run));
    for (int i = 0; i < 500; ++i) test.Add(calm.Visit(uniforms));
    int visit = 0;
    while (visit < 3000 && test.Find(NameOf).verdict == MixVerdict::kSteady) {
      for (int i = 0; i < 10; ++i) test.Add(changed.Visit(uniforms));
      visit += 10;
    }
    for (int i = 0; i < 200; ++i) test.Add(changed.Visit(uniforms));
    outcomes.visits += visit / static_cast<double>(runs);
    ++outcomes.verdicts[static_cast<std::size_t>(test.Find(NameOf).verdict)];
  }
  return outcomes;
}

int Share(const Outcomes& outcomes, MixVerdict verdict) {
  std::cout << "steady/annotators/world/model/unclear " << testing::PrintToString(outcomes.verdicts) << ", moved after "
            << outcomes.visits << " visits\n";
  return outcomes.verdicts[static_cast<std::size_t>(verdict)];
}

TEST(RatesMixTest, AnnotatorsWhoRenameAreToldFromTheWorld) {
  Stream changed;
  changed.annotator_swaps = 0.6;
  EXPECT_GE(Share(Judge(changed, 40), MixVerdict::kAnnotatorsOrGuideline), 36);
}

TEST(RatesMixTest, TheWorldIsToldFromAnnotators) {
  Stream changed;
  changed.world = {0.2, 0.2, 0.1, 0.1, 0.2, 0.06, 0.05, 0.04, 0.03, 0.02};
  EXPECT_GE(Share(Judge(changed, 40), MixVerdict::kWorld), 36);
}

TEST(RatesMixTest, AModelThatRenamesIsToldFromBoth) {
  Stream changed;
  changed.model_swaps = 0.7;
  EXPECT_GE(Share(Judge(changed, 40), MixVerdict::kModel), 36);
}

// Looked at after each ten of 2,000 visits, with no tolerance and a reference that is exact: at most alpha say "moved".
TEST(RatesMixTest, ASteadyStreamMovesAtMostAsOftenAsPromised) {
  const Stream calm;
  MixOptions options;
  options.alpha = 0.2;
  options.tolerance = 0;
  int moved = 0;
  constexpr int kRuns = 100;
  const MixReference reference = ReferenceOf(calm, 5, 100'000);
  for (int run = 0; run < kRuns; ++run) {
    MixTest test(reference, options);
    Uniforms uniforms(9000 + static_cast<std::uint64_t>(run));
    bool ever = false;
    for (int i = 0; i < 2000 && !ever; ++i) {
      test.Add(calm.Visit(uniforms));
      ever = i % 10 == 9 && test.Find(NameOf).verdict != MixVerdict::kSteady;
    }
    moved += ever ? 1 : 0;
  }
  std::cout << moved << " of " << kRuns << " steady streams moved at alpha " << options.alpha << "\n";
  EXPECT_LE(moved, 2 * 0.2 * kRuns);  // labels and predictions each have alpha
}

TEST(RatesMixTest, SaysInWordsWhatMoved) {
  MixTest test({2, {{0, 0, 500}, {1, 1, 500}}, 0});
  for (int i = 0; i < 200; ++i) test.Add(std::vector<MixPair>{{0, i % 2 == 0 ? 0u : 1u, 1}});
  const MixFinding finding = test.Find(NameOf);
  EXPECT_EQ(finding.verdict, MixVerdict::kAnnotatorsOrGuideline);
  EXPECT_EQ(finding.reason,
            "labels of class-0 rose from 50.0 % to 100.0 %, of class-1 fell from 50.0 % to 0.0 %; predictions on the "
            "same frames did not change: annotators or the guideline changed");
}

TEST(RatesMixTest, AMixThatIsBackIsSteadyAgain) {
  MixTest test({2, {{0, 0, 500}, {1, 1, 500}}, 0});
  for (int i = 0; i < 2000; ++i) test.Add(std::vector<MixPair>{{0, i % 2 == 0 ? 0u : 1u, 1}});
  EXPECT_NE(test.Find(NameOf).verdict, MixVerdict::kSteady);
  int visits = 0;
  for (std::uint32_t i = 0; test.Find(NameOf).verdict != MixVerdict::kSteady && visits < 2000; ++i, ++visits) {
    test.Add(std::vector<MixPair>{{i % 2, i % 2, 1}});
  }
  EXPECT_LT(visits, 500);
}

TEST(RatesMixTest, AClassThatIsNewIsCalledNew) {
  MixTest test({3, {{0, 0, 500}, {1, 1, 500}}, 0});
  for (std::uint32_t i = 0; i < 200; ++i) test.Add(std::vector<MixPair>{{i % 2 == 0 ? 0u : 2u, i % 2, 1}});
  EXPECT_THAT(test.Find(NameOf).reason, testing::HasSubstr("class-2 are new, 50"));
}

TEST(RatesMixTest, WhatIsNoReferenceMovesNothing) {
  MixTest none({0, {}, 0});
  none.Add(std::vector<MixPair>{{0, 0, 7}});
  EXPECT_EQ(none.Unknown(), 7);
  EXPECT_EQ(none.Find(NameOf).verdict, MixVerdict::kSteady);
  MixTest empty({3, {}, NAN});
  constexpr auto kMost = std::numeric_limits<std::uint32_t>::max();
  for (int i = 0; i < 2000; ++i) empty.Add(std::vector<MixPair>{{2, 1, kMost}, {0, 0, 0}, {1, 2, 1}});
  const MixFinding finding = empty.Find(NameOf);
  for (const MixMove& move : finding.labels) EXPECT_TRUE(std::isfinite(move.evidence) && std::isfinite(move.now));
}

TEST(RatesMixTest, GoesOnFromSavedState) {
  const Stream stream;
  const MixReference reference = ReferenceOf(stream, 3);
  MixTest whole(reference), first(reference), second(reference);
  Uniforms uniforms(4);
  for (int i = 0; i < 300; ++i) {
    const auto visit = stream.Visit(uniforms);
    whole.Add(visit);
    (i < 150 ? first : second).Add(visit);
    if (i == 149) {
      ASSERT_TRUE(second.Load(first.Save()));
    }
  }
  EXPECT_EQ(whole.Save().labels.bets, second.Save().labels.bets);
  EXPECT_EQ(whole.Save().predictions.now, second.Save().predictions.now);
  MixTest::State broken = whole.Save();
  broken.labels.bets[3] = NAN;
  EXPECT_FALSE(second.Load(broken));
  broken.labels.bets.pop_back();
  EXPECT_FALSE(second.Load(broken));
}

}  // namespace
}  // namespace labelwatch
