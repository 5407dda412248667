#pragma once
// How far reviewers agree with each other, by findings that were decided twice, and with the truth, by those of gold
// frames. Pure functions.
//
//   kappa = (po - pe) / (1 - pe)     po: share of pairs that agree; pe: of pairs that would by chance, from how often
//                                    each side says "error" [Cohen 1960]

#include <string>
#include <unordered_map>
#include <vector>

#include "consumers/labeling/asked_frame.h"
#include "metrics/review_status.h"

namespace labelwatch {

// Two decisions on one finding, or on one frame without findings: whether it is an error.
struct DecisionTable {
  std::uint64_t both = 0, first_only = 0, second_only = 0, neither = 0;

  std::uint64_t Pairs() const { return both + first_only + second_only + neither; }
  void Add(bool first, bool second);
};
// Nothing: no pairs, or every decision is the same, so that chance explains all of it.
std::optional<double> KappaOf(const DecisionTable& table);

// All together first, under the empty name; then the reviewers with most decisions,
// `most` of them. In the table of a reviewer the first side is that reviewer.
std::vector<ReviewStatus::Reviewer> AgreementOf(const AskedFrames& asked,
                                                const std::unordered_map<std::string, bool>& gold, std::size_t most);

}  // namespace labelwatch
