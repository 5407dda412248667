// Crowds on both sides of what is paired exactly.

#include "detectors/matching/best_pairs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace labelwatch {
namespace {

// One crowd: each label may be paired with its neighbours. Weights are all different.
std::vector<PossiblePair> Crowd(std::uint32_t objects, unsigned seed) {
  std::vector<PossiblePair> possible;
  for (std::uint32_t label = 0; label < objects; ++label) {
    for (std::uint32_t prediction = label; prediction < std::min(label + 4, objects); ++prediction) {
      possible.push_back({label, prediction, 0.5, 0});
    }
  }
  std::mt19937 random(seed);
  std::vector<double> weights(possible.size());
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 1 + static_cast<double>(i);
  std::shuffle(weights.begin(), weights.end(), random);
  for (std::size_t i = 0; i < possible.size(); ++i) possible[i].weight = weights[i];
  return possible;
}

class BestPairsTest : public testing::TestWithParam<std::uint32_t> {};

TEST_P(BestPairsTest, EachLabelAndEachPredictionIsInOnePairAtMost) {
  BestPairs best;
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::vector<PossiblePair> possible = Crowd(GetParam(), seed);
    std::vector<int> labels(GetParam()), predictions(GetParam());
    for (const PossiblePair& pair : best.Find(possible, GetParam(), GetParam())) {
      EXPECT_EQ(++labels[pair.label], 1) << "seed " << seed << " label " << pair.label;
      EXPECT_EQ(++predictions[pair.prediction], 1) << "seed " << seed << " prediction " << pair.prediction;
    }
  }
}

// Holds for the best sum as for greed: a pair that both could still have is missed by neither.
TEST_P(BestPairsTest, NothingIsLeftThatCouldStillBePaired) {
  BestPairs best;
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::vector<PossiblePair> possible = Crowd(GetParam(), seed);
    std::vector<bool> label_taken(GetParam()), prediction_taken(GetParam());
    for (const PossiblePair& pair : best.Find(possible, GetParam(), GetParam())) {
      label_taken[pair.label] = prediction_taken[pair.prediction] = true;
    }
    for (const PossiblePair& pair : possible) {
      EXPECT_TRUE(label_taken[pair.label] || prediction_taken[pair.prediction]) << "seed " << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, BestPairsTest,
                         testing::Values(2U, BestPairs::kLargestExact, BestPairs::kLargestExact + 1, 300U));

// Two labels want one prediction: the better pair gets it, also where all are taken in the order of their weights.
TEST(GreedyPairsTest, TheHeaviestPairTakesItsEnds) {
  std::vector<PossiblePair> possible = Crowd(100, 1);
  const auto heaviest = *std::ranges::max_element(possible, {}, &PossiblePair::weight);
  BestPairs best;
  const auto pairs = best.Find(possible, 100, 100);
  EXPECT_EQ(pairs.front().label, heaviest.label);
  EXPECT_EQ(pairs.front().prediction, heaviest.prediction);
}

}  // namespace
}  // namespace labelwatch
