#include "detectors/rates/drawn_rate.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

double Number(std::uint64_t count) { return static_cast<double>(count); }

// Without a verdict nothing is known of a stratum.
double Rate(const ConfidenceSequence& sequence) { return sequence.Count() > 0 ? sequence.Mean() : 0.5; }

double Square(double x) { return x * x; }

}  // namespace

DrawnRate::Stratum* DrawnRate::Find(bool flagged, double probability) {
  const auto found = std::ranges::find_if(strata_, [&](const Stratum& stratum) {
    return stratum.flagged == flagged && stratum.probability == probability;
  });
  return found == strata_.end() ? nullptr : &*found;
}

bool DrawnRate::Draw(bool flagged, double probability) {
  if (!(probability > 0 && probability <= 1)) return false;
  Stratum* stratum = Find(flagged, probability);
  if (stratum == nullptr) {
    if (strata_.size() == kMostStrata) return false;
    stratum = &strata_.emplace_back(
        Stratum{flagged, probability, ConfidenceSequence(alpha_), ConfidenceSequence(alpha_), 0, 0});
    for (std::uint64_t before = 0; before < drawn_; ++before) stratum->share.Add(0);
  }
  for (Stratum& one : strata_) one.share.Add(&one == stratum ? 1 : 0);
  ++stratum->drawn;
  ++drawn_;
  return true;
}

bool DrawnRate::Verdict(bool flagged, double probability, bool wrong) {
  Stratum* const stratum = Find(flagged, probability);
  if (stratum == nullptr) return false;
  stratum->wrong.Add(wrong ? 1 : 0);
  ++stratum->verdicts;
  return true;
}

// Of all frames, if such a share of the drawn ones is of the stratum and the others keep their proportions.
double DrawnRate::Weight(const Stratum& stratum, double share) const {
  double others = 0, drawn_of_others = 0;
  for (const Stratum& one : strata_) {
    if (&one == &stratum) continue;
    others += Number(one.drawn) / one.probability;
    drawn_of_others += Number(one.drawn);
  }
  const double own = share / stratum.probability;
  const double rest = drawn_of_others > 0 ? (1 - share) * others / drawn_of_others : 0;
  return own + rest > 0 ? own / (own + rest) : 0;
}

Interval DrawnRate::Weights(const Stratum& stratum) const {
  const Interval share = stratum.share.Bounds();
  return {Weight(stratum, share.low), Weight(stratum, share.high)};
}

Interval DrawnRate::Sum::Bounds() const {
  return {std::clamp(value - std::sqrt(below), 0.0, 1.0), std::clamp(value + std::sqrt(above), 0.0, 1.0)};
}

// Of strata that are flagged or not; `others`: of all of them. The weight of the largest follows from the others where
// all are summed; of one side each weight counts.
DrawnRate::Sum DrawnRate::SumOf(bool flagged, bool others) const {
  Sum sum;
  const auto largest =
      std::ranges::max_element(strata_, {}, [](const Stratum& one) { return Number(one.drawn) / one.probability; });
  std::vector<double> weights;
  double rate = 0;
  for (const Stratum& one : strata_) {
    weights.push_back(Weight(one, Number(one.drawn) / Number(drawn_)));
    rate += weights.back() * Rate(one.wrong);
  }
  for (std::size_t h = 0; h < strata_.size(); ++h) {
    const Stratum& one = strata_[h];
    if (one.flagged != flagged && !others) continue;
    const double weight = weights[h], q = Rate(one.wrong);
    const Interval bounds = one.wrong.Bounds();
    sum.value += weight * q;
    sum.below += Square(weight * (q - bounds.low));
    sum.above += Square(weight * (bounds.high - q));
    if (others && &one == &*largest) continue;
    const double d = !others ? q : weight < 1 ? q - (rate - weight * q) / (1 - weight) : 0;
    const Interval range = Weights(one);
    const double less = Square(d * (weight - range.low)), more = Square(d * (range.high - weight));
    sum.below += d > 0 ? less : more;
    sum.above += d > 0 ? more : less;
  }
  return sum;
}

DrawnEstimate DrawnRate::Estimate() const {
  DrawnEstimate estimate;
  if (drawn_ == 0) return estimate;
  const Sum all = SumOf(false, true), found = SumOf(true, false), missed = SumOf(false, false);
  estimate.rate = {std::clamp(all.value, 0.0, 1.0), all.Bounds()};
  double wrong = 0;
  for (const Stratum& one : strata_) {
    wrong += one.wrong.Save().sum;
    estimate.verdicts += one.verdicts;
    estimate.pending += one.drawn > one.verdicts ? one.drawn - one.verdicts : 0;
  }
  estimate.known = wrong > 0;
  const auto share = [](double part, double other, double without) {
    return part + other > 0 ? part / (part + other) : without;
  };
  const Interval f = found.Bounds(), m = missed.Bounds();
  estimate.recall.value = estimate.known ? share(found.value, missed.value, 0) : 0;
  estimate.recall.bounds = {share(f.low, m.high, 0), share(f.high, m.low, 1)};
  return estimate;
}

}  // namespace labelwatch
