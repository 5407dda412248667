#include "detectors/rates/audited_rate.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

constexpr std::uint64_t kMostUnits = std::uint64_t{1} << 50;  // of a stratum; numbers stay exact

double Number(std::uint64_t count) { return static_cast<double>(count); }

// More verdicts than units are possible while units are still being counted.
std::uint64_t Units(const AuditedRate::Stratum& stratum) { return std::max(stratum.units, stratum.sequence.count); }

// What is known of the wrong units among those of one side, as a share of them all.
struct Side {
  double units = 0;
  std::vector<WeightedCount> counts;
  Interval at_any_time{0, 0};  // times units

  AuditedShare Of(double all) const {
    if (!(all > 0)) return {};
    std::vector<WeightedCount> weighted = counts;
    for (WeightedCount& count : weighted) count.weight /= all;
    const RateEstimate estimate = WeightedRate(weighted);
    return {estimate.rate, estimate.bounds, {at_any_time.low / all, at_any_time.high / all}};
  }
};

Interval Recall(const Interval& found, const Interval& missed) {
  const auto share = [](double part, double other, double without) {
    return part + other > 0 ? part / (part + other) : without;
  };
  return {share(found.low, missed.high, 0), share(found.high, missed.low, 1)};
}

}  // namespace

AuditedRate::Stratum* AuditedRate::Find(bool flagged, double probability) {
  for (Stratum& stratum : strata_) {
    if (stratum.flagged == flagged && stratum.probability == probability) return &stratum;
  }
  if (!(probability >= 0 && probability <= 1) || strata_.size() == kMostStrata) return nullptr;
  return &strata_.emplace_back(Stratum{flagged, probability, 0, 0, {}});
}

double AuditedRate::AlphaOf(const Stratum& stratum) const {
  double order = 1;
  for (const Stratum* before = strata_.data(); before != &stratum; ++before) {
    order += before->flagged == stratum.flagged ? 1 : 0;
  }
  return alpha_ / 2 / (order * (order + 1));
}

bool AuditedRate::AddUnits(bool flagged, double probability, std::uint64_t units) {
  Stratum* stratum = Find(flagged, probability);
  if (stratum == nullptr) {
    refused_ += units;
    return false;
  }
  stratum->units = std::min(kMostUnits, stratum->units + std::min(kMostUnits, units));
  return true;
}

bool AuditedRate::AddVerdict(bool flagged, double probability, bool wrong) {
  Stratum* stratum = probability > 0 ? Find(flagged, probability) : nullptr;
  if (stratum == nullptr) {
    ++refused_;
    return false;
  }
  ConfidenceSequence sequence(AlphaOf(*stratum));
  sequence.Load(stratum->sequence);
  sequence.Add(wrong ? 1 : 0);
  stratum->sequence = sequence.Save();
  stratum->wrong += wrong ? 1 : 0;
  return true;
}

AuditEstimate AuditedRate::Estimate() const {
  AuditEstimate estimate;
  Side sides[2];
  double wrong = 0;
  for (const Stratum& stratum : strata_) {
    Side& side = sides[stratum.flagged ? 1 : 0];
    const std::uint64_t units = Units(stratum), verdicts = stratum.sequence.count;
    const bool whole = stratum.probability == 1 && units > 0 && verdicts == units;
    Interval bounds;
    if (whole) {
      bounds.low = bounds.high = Number(stratum.wrong) / Number(verdicts);
    } else {
      ConfidenceSequence sequence(AlphaOf(stratum));
      if (sequence.Load(stratum.sequence)) bounds = sequence.Bounds();
    }
    side.units += Number(units);
    side.counts.push_back({Number(units), Number(verdicts), Number(stratum.wrong), whole});
    side.at_any_time.low += Number(units) * bounds.low;
    side.at_any_time.high += Number(units) * bounds.high;
    wrong += Number(stratum.wrong);
    estimate.units += units;
    estimate.verdicts += verdicts;
    const double drawn = Number(units) * stratum.probability - Number(verdicts);
    estimate.pending += drawn > 0 ? static_cast<std::uint64_t>(drawn) : 0;
  }
  const double all = sides[0].units + sides[1].units;
  if (!(all > 0)) return estimate;

  Side both = sides[0];
  both.counts.insert(both.counts.end(), sides[1].counts.begin(), sides[1].counts.end());
  both.at_any_time.low += sides[1].at_any_time.low;
  both.at_any_time.high += sides[1].at_any_time.high;
  estimate.rate = both.Of(all);
  estimate.precision = sides[1].Of(sides[1].units);
  const AuditedShare found = sides[1].Of(all), missed = sides[0].Of(all);
  estimate.known = wrong > 0;
  estimate.recall.value = estimate.known ? found.value / (found.value + missed.value) : 0;
  estimate.recall.bounds = Recall(found.bounds, missed.bounds);
  estimate.recall.at_any_time = Recall(found.at_any_time, missed.at_any_time);
  return estimate;
}

bool AuditedRate::Load(const std::vector<Stratum>& strata) {
  if (strata.size() > kMostStrata) return false;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const Stratum& one = strata[i];
    if (!(one.probability >= 0 && one.probability <= 1) || one.units > kMostUnits) return false;
    if (one.wrong > one.sequence.count || one.sequence.count > kMostUnits) return false;
    if (!ConfidenceSequence(alpha_).Load(one.sequence)) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (strata[j].flagged == one.flagged && strata[j].probability == one.probability) return false;
    }
  }
  strata_ = strata;
  return true;
}

}  // namespace labelwatch
