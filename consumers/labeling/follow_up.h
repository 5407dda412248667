#pragma once
// What is asked next of a frame because of a decision about it.
//
//   the request says so (`ask_again`)           the same question once more, for another reviewer: compares the two
//   the two disagree                            an expert: disputed
//   rejected or undecided, the labels stayed    an expert
//
// Corrected labels are judged anew, so that nothing is to be asked of those that they replaced. What an expert decided
// stands. Pure: the same decision leads to the same request, however often it is told.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schema/relabel.h"

namespace labelwatch {

// Which verdicts go to the experts.
inline const std::vector<std::string> kExpertVerdicts = {"rejected", "undecided", "disputed"};

// What was decided of each finding, by its id.
using DecisionsByFinding = std::map<std::string, Decision>;
DecisionsByFinding DecisionsOf(const RelabelVerdict& verdict);

// `before`: what the first reviewer decided, of a request that was asked a second time. `to_experts`: of
// kExpertVerdicts.
std::optional<RelabelRequest> FollowUp(const RelabelRequest& decided, const RelabelVerdict& verdict,
                                       const DecisionsByFinding& before, const std::vector<std::string>& to_experts);

}  // namespace labelwatch
