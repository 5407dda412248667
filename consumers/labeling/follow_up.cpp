#include "consumers/labeling/follow_up.h"

#include <algorithm>

#include "consumers/labeling/requests.h"

namespace labelwatch {
namespace {

bool Disagree(const DecisionsByFinding& before, const DecisionsByFinding& now) {
  return std::ranges::any_of(now, [&](const auto& one) {
    const auto first = before.find(one.first);
    if (first == before.end()) return false;
    const auto said = SaysError(first->second), says = SaysError(one.second);
    return said && says && *said != *says;
  });
}

bool Any(const DecisionsByFinding& decisions, Decision wanted) {
  return std::ranges::any_of(decisions, [&](const auto& one) { return one.second == wanted; });
}

}  // namespace

DecisionsByFinding DecisionsOf(const RelabelVerdict& verdict) {
  DecisionsByFinding decisions;
  for (const FindingVerdict& one : verdict.findings) decisions[one.finding.id] = one.decision;
  return decisions;
}

std::optional<RelabelRequest> FollowUp(const RelabelRequest& decided, const RelabelVerdict& verdict,
                                       const DecisionsByFinding& before, const std::vector<std::string>& to_experts) {
  if (decided.queue == ReviewQueue::kExpert || decided.frame.arm == ReviewArm::kGold) return std::nullopt;
  const auto ask_expert = [&](const char* verdict_word, const char* why) -> std::optional<RelabelRequest> {
    if (std::ranges::find(to_experts, verdict_word) == to_experts.end()) return std::nullopt;
    return ExpertRequest(decided, why, verdict.decided_at_ms);
  };
  const DecisionsByFinding now = DecisionsOf(verdict);
  if (decided.frame.arm == ReviewArm::kRepeat) {
    if (!Disagree(before, now)) return std::nullopt;
    return ask_expert("disputed", "two reviewers disagree");
  }
  const bool anything = std::ranges::any_of(now, [](const auto& one) { return SaysError(one.second).has_value(); });
  if (decided.ask_again && (anything || now.empty())) return RepeatRequest(decided, verdict.decided_at_ms);
  if (verdict.new_label_revision > 0) return std::nullopt;
  if (Any(now, Decision::kRejected)) {
    if (auto request = ask_expert("rejected", "a reviewer says that the labels are right")) return request;
  }
  if (Any(now, Decision::kUndecided)) return ask_expert("undecided", "a reviewer could not tell");
  return std::nullopt;
}

}  // namespace labelwatch
