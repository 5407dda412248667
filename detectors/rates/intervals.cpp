#include "detectors/rates/intervals.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace labelwatch {
namespace {

// Results that are too small become 0, as everywhere else; nothing throws.
namespace policies = boost::math::policies;
using Quiet =
    policies::policy<policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
                     policies::overflow_error<policies::ignore_error>,
                     policies::evaluation_error<policies::ignore_error>>;

struct Counts {
  double flagged, frames;
};

Counts InRange(double flagged, double frames) {
  constexpr double kMost = 1e9;  // beyond it nothing is known better that matters, and series stop converging
  if (!(frames > 0)) return {0, 0};
  if (std::isinf(frames)) return std::isfinite(flagged) ? Counts{0, kMost} : Counts{0, 0};
  flagged = flagged > 0 ? std::min(flagged, frames) : 0;
  if (frames <= kMost) return {flagged, frames};
  return {flagged / frames * kMost, kMost};
}

double Low(const Counts& counts, double tail) {
  if (counts.flagged <= 0) return 0;
  return BetaQuantile(counts.flagged, counts.frames - counts.flagged + 1, tail);
}

double High(const Counts& counts, double tail) {
  if (counts.flagged >= counts.frames) return 1;
  return BetaQuantile(counts.flagged + 1, counts.frames - counts.flagged, 1 - tail);
}

}  // namespace

Interval Wilson(double flagged, double frames, double confidence) {
  const auto [k, n] = InRange(flagged, frames);
  if (n <= 0) return {};
  const double z = NormalQuantile((1 + confidence) / 2), p = k / n, z2 = z * z / n;
  const double middle = p + z2 / 2, reach = z * std::sqrt(p * (1 - p) / n + z2 / (4 * n));
  // The lower end as p^2 over the upper one (the product of both roots): no digits are lost where p is small.
  const double high = (middle + reach) / (1 + z2);
  return {k <= 0 ? 0 : std::clamp(p * p / (1 + z2) / high, 0.0, 1.0), k >= n ? 1 : std::clamp(high, 0.0, 1.0)};
}

Interval ClopperPearson(double flagged, double frames, double confidence) {
  const Counts counts = InRange(flagged, frames);
  const double tail = (1 - confidence) / 2;
  return {Low(counts, tail), High(counts, tail)};
}

Interval Jeffreys(double flagged, double frames, double confidence) {
  const auto [k, n] = InRange(flagged, frames);
  if (n <= 0) return {};
  const double tail = (1 - confidence) / 2, a = k + 0.5, b = n - k + 0.5;
  return {k <= 0 ? 0 : BetaQuantile(a, b, tail), k >= n ? 1 : BetaQuantile(a, b, 1 - tail)};
}

double UpperBound(double flagged, double frames, double confidence) {
  return High(InRange(flagged, frames), 1 - confidence);
}

double LowerBound(double flagged, double frames, double confidence) {
  return Low(InRange(flagged, frames), 1 - confidence);
}

double BetaQuantile(double a, double b, double p) {
  const double x = boost::math::ibeta_inv(a, b, p, Quiet());
  return std::isfinite(x) ? std::clamp(x, 0.0, 1.0) : a / (a + b);
}

double BetaAbove(double a, double b, double x) {
  const double above = boost::math::ibetac(a, b, x, Quiet());
  return std::isfinite(above) ? std::clamp(above, 0.0, 1.0) : (x < a / (a + b) ? 1 : 0);
}

double NormalQuantile(double p) { return -std::sqrt(2.0) * boost::math::erfc_inv(2 * p, Quiet()); }

double ChiSquareQuantile(double freedom, double p) { return 2 * boost::math::gamma_p_inv(freedom / 2, p, Quiet()); }

}  // namespace labelwatch
