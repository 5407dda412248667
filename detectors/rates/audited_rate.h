#pragma once
// The true mislabel rate, and how much of it the monitor finds, from verdicts of people on units that were drawn with
// recorded probabilities. (A unit is what is reviewed: a frame, or a label.)
//
// Reviews of flagged units alone tell how many flags are right, never how many errors there are; so a few of the others
// are drawn as well. Units that were drawn with one probability are a stratum: the flagged ones (often with 1), those
// of the audit, and new ones whenever a probability is changed. Within a stratum every unit was as likely, so with
// units N_h, reviewed n_h and wrong k_h
//
//   rate = sum W_h k_h / n_h,   W_h = N_h / N          recall = (that sum over flagged strata) / rate
//
// Weights come from counts, not from 1/probability: verdicts that do not come back then widen the bounds instead of
// lowering the rate, as long as whether they come does not depend on what they would say.
//
//   bounds        for one look, at the close of a window: Wilson limits put together (weighted_rate.h)
//   at_any_time   for alarms and dashboards: a confidence sequence per stratum, put together. Flagged and other strata
//                 have half of alpha each, of which the i-th one spends 1/(i(i+1)).
//
// A stratum that is reviewed as a whole, by a probability of 1, is known exactly; one of which chance drew every unit
// so far is not. Recall is pushed through the limits of both sides, F_low / (F_low + U_high) .. F_high / (F_high +
// U_low). The audit of units that are not flagged decides the width: 500 verdicts give about a percentage point.
//
//   AuditedRate audit;
//   audit.AddUnits(true, 1, 300);  audit.AddUnits(false, 0.01, 9700);
//   audit.AddVerdict(false, 0.01, is_wrong);
//   audit.Estimate().rate.at_any_time
//
// Serialisable, single-owner.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "detectors/rates/confidence_sequence.h"
#include "detectors/rates/weighted_rate.h"

namespace labelwatch {

struct AuditedShare {
  double value = 0;
  Interval bounds;
  Interval at_any_time;
};

struct AuditEstimate {
  AuditedShare rate;       // of all units, those that are wrong
  AuditedShare precision;  // of flagged ones
  // Of wrong ones, those that are flagged. Without a wrong one in any verdict its value is 1 or 0 as its bounds leave
  // it open, [0, 1]: `known` says whether it means something.
  AuditedShare recall;
  bool known = false;
  std::uint64_t units = 0, verdicts = 0, pending = 0;  // pending: drawn by expectation, without a verdict
};

class AuditedRate {
 public:
  static constexpr std::size_t kMostStrata = 32;

  struct Stratum {
    bool flagged = false;
    double probability = 0;
    std::uint64_t units = 0;
    std::uint64_t wrong = 0;
    ConfidenceSequence::State sequence;  // its count is the number of verdicts

    friend bool operator==(const Stratum&, const Stratum&) = default;
  };

  // REQUIRES: 0 < alpha < 1.
  explicit AuditedRate(double alpha = 1 - kConfidence) : alpha_(alpha) {}

  // Units seen that were drawn, or could have been, with that probability; 0 for those that could not. False, and
  // counted as refused: no probability, or one stratum too many.
  bool AddUnits(bool flagged, double probability, std::uint64_t units);
  // False also: a unit that could not have been drawn.
  bool AddVerdict(bool flagged, double probability, bool wrong);
  std::uint64_t Refused() const { return refused_; }

  AuditEstimate Estimate() const;

  const std::vector<Stratum>& Save() const { return strata_; }
  // False, and nothing changes, if the state is none that could have been saved.
  bool Load(const std::vector<Stratum>& strata);

 private:
  Stratum* Find(bool flagged, double probability);
  double AlphaOf(const Stratum& stratum) const;  // what its sequence may spend

  double alpha_;
  std::vector<Stratum> strata_;  // in order of first sight
  std::uint64_t refused_ = 0;
};

}  // namespace labelwatch
