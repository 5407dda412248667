// Rankings: few frames do not make the worst, the prior is that which the series were drawn from, and real annotators.
#include <fstream>
#include <limits>
#include <map>
#include <numeric>

#include "detectors/rates/ranking.h"
#include "tests/detectors/rates_oracle.h"

namespace labelwatch {
namespace {

std::vector<std::size_t> Places(const std::vector<RankedSeries>& ranked) {
  std::vector<std::size_t> places;
  for (const RankedSeries& one : ranked) places.push_back(one.place);
  return places;
}

TEST(RatesRanking, ThreeOfFourFlaggedIsNotTheWorst) {
  std::vector<SeriesCount> series(20, {1000, 20});
  series[3] = {4, 3};
  series[7] = {1000, 200};
  const auto ranked = Rank(series);
  EXPECT_EQ(ranked[0].place, 7);
  EXPECT_LT(ranked[1].mean, 0.75);
}

TEST(RatesRanking, NorIsItAmongThreeSeries) {
  const auto ranked = Rank(std::vector<SeriesCount>{{1000, 200}, {4, 3}, {1000, 20}});
  EXPECT_THAT(Places(ranked), testing::ElementsAre(0, 1, 2));
  EXPECT_FALSE(FitPrior(std::vector<SeriesCount>{{1000, 200}, {4, 3}, {1000, 20}}).fitted);
}

// (1 + 48) / (25 + 150) = .28 against (1 + 1000) / (25 + 4000) = .25, of which more is surely exceeded.
TEST(RatesRanking, TheOneOfWhomMoreIsExpectedComesFirst) {
  const auto ranked = Rank(std::vector<SeriesCount>{{4000, 1000}, {150, 48}}, RatePrior{0.04, 25, true});
  EXPECT_EQ(ranked[0].place, 1);
  EXPECT_LT(ranked[0].bounds.low, ranked[1].bounds.low);
}

TEST(RatesRanking, WhatIsExpectedLiesBetweenOwnAndAll) {
  const RatePrior prior{0.1, 10, true};
  const auto ranked = Rank(std::vector<SeriesCount>{{10, 5}}, prior);
  EXPECT_DOUBLE_EQ(ranked[0].mean, (0.1 * 10 + 5) / (10 + 10));
  EXPECT_LT(ranked[0].bounds.low, ranked[0].mean);
  EXPECT_GT(ranked[0].bounds.high, ranked[0].mean);
  EXPECT_GT(ranked[0].above_all, 0.99);
}

TEST(RatesRanking, SeriesThatDifferNoMoreThanChanceAreTakenAsOne) {
  const RatePrior prior = FitPrior(std::vector<SeriesCount>(50, {100, 10}));
  EXPECT_EQ(prior.frames, kMostPriorFrames);
  EXPECT_NEAR(prior.mean, 0.1, 1e-12);
}

// For equal sizes p is the mean of the rates; M is where the product of beta-binomials, term by term, is highest.
TEST(RatesRanking, ThePriorIsTheMostLikelyOne) {
  const std::vector<SeriesCount> series{{10, 0}, {10, 2}, {10, 4}, {10, 6}, {10, 8}};
  const auto log_likelihood = [&](double frames) {
    double sum = 0;
    for (const SeriesCount& one : series) {
      for (int i = 0; i < one.flagged; ++i) sum += std::log(0.4 * frames + i);
      for (int i = 0; i < 10 - one.flagged; ++i) sum += std::log(0.6 * frames + i);
      for (int i = 0; i < 10; ++i) sum -= std::log(frames + i);
    }
    return sum;
  };
  const RatePrior prior = FitPrior(series);
  EXPECT_NEAR(prior.mean, 0.4, 1e-12);
  EXPECT_GT(log_likelihood(prior.frames), log_likelihood(prior.frames * 1.01));
  EXPECT_GT(log_likelihood(prior.frames), log_likelihood(prior.frames / 1.01));
}

// Rates drawn from Beta(2, 38): mean 5 %, 40 frames. Sum of exponentials: gamma of whole shape.
TEST(RatesRanking, FindsWhatSeriesWereDrawnFrom) {
  Uniforms uniforms(11);
  const auto gamma = [&](int shape) {
    double sum = 0;
    for (int i = 0; i < shape; ++i) sum -= std::log1p(-uniforms.Next());
    return sum;
  };
  std::vector<SeriesCount> series(2000);
  std::vector<double> truth;
  for (SeriesCount& one : series) {
    const double a = gamma(2), b = gamma(38), rate = a / (a + b);
    truth.push_back(rate);
    one.frames = static_cast<double>(20 + uniforms.Below(400));
    for (int i = 0; i < one.frames; ++i) one.flagged += uniforms.Is(rate) ? 1 : 0;
  }
  const RatePrior prior = FitPrior(series);
  EXPECT_NEAR(prior.mean, 0.05, 0.003);
  EXPECT_NEAR(prior.frames, 40, 6);
  std::size_t inside = 0;
  for (const RankedSeries& one : Rank(series)) {
    inside += one.bounds.low <= truth[one.place] && truth[one.place] <= one.bounds.high ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(inside) / 2000, 0.9, 0.025);
}

TEST(RatesRanking, WhatIsNoCountGivesANumberStill) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();
  const std::vector<SeriesCount> hostile{{kNan, 1}, {1, kNan},      {kInf, kInf}, {-5, 3}, {0, 0},
                                         {3, 7},    {1e300, 1e300}, {1e-300, 1},  {2, -1}, {1, 1},
                                         {1e18, 0}, {5, 5},         {1, 0}};
  for (std::size_t count = 0; count <= hostile.size(); ++count) {
    const std::span<const SeriesCount> series(hostile.data(), count);
    const RatePrior prior = FitPrior(series);
    EXPECT_TRUE(prior.mean > 0 && prior.mean < 1) << count;
    EXPECT_TRUE(prior.frames >= kFewestPriorFrames && prior.frames <= kMostPriorFrames) << count;
    for (const RankedSeries& one : Rank(series)) {
      EXPECT_TRUE(one.mean >= 0 && one.mean <= 1) << one.place;
      EXPECT_TRUE(one.bounds.low >= 0 && one.bounds.low <= one.bounds.high && one.bounds.high <= 1) << one.place;
      EXPECT_TRUE(one.above_all >= 0 && one.above_all <= 1) << one.place;
    }
  }
  for (const double flagged : {0.0, 9.0}) {
    const RatePrior prior = FitPrior(std::vector<SeriesCount>(9, {9, flagged}));
    EXPECT_TRUE(prior.mean > 0 && prior.mean < 1);
  }
}

// "name: {11573: true, 11574: false, ...}", over several lines; only the first braces where there is no name.
std::map<int, std::map<int, bool>> ReadVotes(const std::string& file_name) {
  std::ifstream file(std::string(LABELWATCH_SHARED) + "/data/annotators_bluebirds/" + file_name);
  std::map<int, std::map<int, bool>> votes;
  int worker = 0, number = 0;
  std::string word;
  for (char c = 0; file.get(c);) {
    if (std::isdigit(static_cast<unsigned char>(c))) {
      number = number * 10 + (c - '0');
    } else if (std::isalpha(static_cast<unsigned char>(c))) {
      word += c;
    } else if (c == '{') {
      worker = number;
      number = 0;
    } else if (c == ',' || c == '}') {
      if (!word.empty()) votes[worker][number] = word == "true";
      word.clear();
      number = 0;
    } else if (c == '\n' && word.empty() && number == 0) {
      continue;
    }
  }
  return votes;
}

// Spearman's: the correlation of ranks; equal values share the mean of their ranks.
double RankCorrelation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto ranks = [](const std::vector<double>& values) {
    std::vector<double> of(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (const double other : values) of[i] += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
    }
    return of;
  };
  const auto x = ranks(a), y = ranks(b);
  const double mean = static_cast<double>(a.size()) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  return xy / std::sqrt(xx * yy);
}

// 39 annotators, of whom the first ones labeled only five images and the others up to all 108: what is ranked is seen,
// the truth is their error over all images.
TEST(RatesRanking, RanksRealAnnotators) {
  const auto votes = ReadVotes("labels.yaml");
  const auto truth_by_none = ReadVotes("gt.yaml");
  if (votes.empty() || truth_by_none.empty()) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
  ASSERT_EQ(votes.size(), 39);
  const auto& truth = truth_by_none.begin()->second;
  ASSERT_EQ(truth.size(), 108);

  std::vector<double> error;
  std::vector<SeriesCount> all, few;
  std::size_t worker = 0;
  for (const auto& [name, votes_of] : votes) {
    SeriesCount& seen = few.emplace_back();
    SeriesCount& whole = all.emplace_back();
    const double limit = worker % 3 == 0 ? 5 : worker % 3 == 1 ? 30 : 108;
    for (const auto& [image, vote] : votes_of) {
      const double wrong = vote != truth.at(image) ? 1 : 0;
      whole.frames += 1;
      whole.flagged += wrong;
      if (seen.frames >= limit) continue;
      seen.frames += 1;
      seen.flagged += wrong;
    }
    error.push_back(whole.flagged / whole.frames);
    ++worker;
  }
  const RatePrior prior = FitPrior(all);
  EXPECT_NEAR(prior.mean, 1 - 0.636, 0.005);

  // All images seen: the order is that of the truth, and the seven that are worse than chance come first.
  const auto ranked = Rank(all);
  std::vector<double> lows(39), means(39), own(39);
  for (const RankedSeries& one : ranked) lows[one.place] = one.bounds.low;
  EXPECT_GT(RankCorrelation(lows, error), 0.999);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_GT(error[ranked[i].place], 0.5);

  // Few images seen: expected rates lie nearer to the truth than counted ones do, and the first ones are bad.
  double expected_off = 0, counted_off = 0;
  const auto from_few = Rank(few);
  for (const RankedSeries& one : from_few) {
    lows[one.place] = one.bounds.low;
    means[one.place] = one.mean;
    own[one.place] = few[one.place].flagged / few[one.place].frames;
    expected_off += std::pow(one.mean - error[one.place], 2);
    counted_off += std::pow(own[one.place] - error[one.place], 2);
  }
  EXPECT_LT(expected_off, counted_off);
  EXPECT_GT(RankCorrelation(means, error), RankCorrelation(own, error));
  EXPECT_GT(error[from_few[0].place], 0.5);
  std::cout << "39 annotators, 5/30/108 images seen: rank correlation with the truth by lower end "
            << RankCorrelation(lows, error) << ", by mean " << RankCorrelation(means, error) << ", by counted rate "
            << RankCorrelation(own, error) << "; error of the rate " << std::sqrt(expected_off / 39) << " for "
            << std::sqrt(counted_off / 39) << " counted; prior " << prior.mean << " x " << prior.frames << "\n";
}

}  // namespace
}  // namespace labelwatch
