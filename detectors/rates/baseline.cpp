#include "detectors/rates/baseline.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>

namespace labelwatch {
namespace {

constexpr double kConfidence = 0.95;
constexpr double kMargin = 1.25;  // over the rate seen, for one that wanders by a quarter
constexpr double kLeastP0 = 0.005, kMostP0 = 0.95;
constexpr double kEnough = 1e9;
// What the correlation is taken for before anything is known, and how many flagged frames that weighs.
constexpr double kPriorRho = 0.05, kPriorWeight = 5;

// Sums of clusters; NaN and infinity fail here.
bool Possible(const BaselineSums& sums) {
  return sums.frames > 0 && std::isfinite(sums.frames) && sums.flagged >= 0 && sums.flagged <= sums.frames &&
         sums.flagged_pairs >= 0 && sums.flagged_pairs <= sums.frame_pairs &&
         sums.frame_pairs <= sums.frames * sums.frames && sums.flagged_in_groups >= 0 &&
         sums.flagged_in_groups <= sums.flagged;
}

// Moments: two frames of a cluster are both flagged more often than p^2 says. Shrunk by the flagged frames behind it.
double FitRho(const BaselineSums& sums, double p) {
  double raw = kPriorRho, weight = 0;
  if (sums.frame_pairs > 0 && p > 0 && p < 1) {
    raw = std::clamp((sums.flagged_pairs / sums.frame_pairs - p * p) / (p * (1 - p)), 0.0, 1.0);
    weight = sums.flagged_in_groups;
  }
  return (weight * raw + kPriorWeight * kPriorRho) / (weight + kPriorWeight);
}

// More frames than kEnough only make the bound closer than anybody needs, and the search for it endless. Where the
// library has no answer, for less than a frame that is not flagged, it is NaN; then any rate is possible.
double UpperBound(double frames, double flagged) {
  namespace policies = boost::math::policies;
  using Quiet =
      policies::policy<policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
                       policies::overflow_error<policies::ignore_error>,
                       policies::evaluation_error<policies::ignore_error>>;
  if (!(frames - flagged > 0)) return 1;
  const double scale = std::min(1.0, kEnough / frames);
  frames *= scale;
  flagged *= scale;
  const double bound =
      boost::math::quantile(boost::math::beta_distribution<double, Quiet>(flagged + 1, frames - flagged), kConfidence);
  return bound >= 0 && bound <= 1 ? bound : 1;
}

}  // namespace

void Add(const CountedCluster& clusters, BaselineSums& sums) {
  const auto n = static_cast<double>(clusters.cluster.n), k = static_cast<double>(clusters.cluster.k);
  const auto count = static_cast<double>(clusters.count);
  sums.frames += count * n;
  sums.flagged += count * k;
  if (n < 2) return;
  sums.frame_pairs += count * n * (n - 1);
  if (k > 0) sums.flagged_pairs += count * k * (k - 1);
  sums.flagged_in_groups += count * k;
}

void Add(const BaselineSums& other, BaselineSums& sums) {
  sums.frames += other.frames;
  sums.flagged += other.flagged;
  sums.frame_pairs += other.frame_pairs;
  sums.flagged_pairs += other.flagged_pairs;
  sums.flagged_in_groups += other.flagged_in_groups;
}

std::optional<Baseline> FitBaseline(const BaselineSums& sums, double least_frames) {
  if (!(sums.frames >= least_frames) || !Possible(sums)) return std::nullopt;
  Baseline baseline;
  baseline.rate = sums.flagged / sums.frames;
  baseline.rho = FitRho(sums, baseline.rate);
  baseline.deff = std::max(1.0, 1 + baseline.rho * sums.frame_pairs / sums.frames);
  baseline.bound = UpperBound(sums.frames / baseline.deff, sums.flagged / baseline.deff);
  baseline.p0 = std::min(kMostP0, std::max({baseline.bound, kMargin * baseline.rate, kLeastP0}));
  return baseline;
}

double RecoveryRho(double rho) { return std::min(0.9, std::max(0.05, 1.5 * rho)); }

}  // namespace labelwatch
