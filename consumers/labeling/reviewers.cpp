#include "consumers/labeling/reviewers.h"

#include <algorithm>
#include <map>

#include "detectors/rates/intervals.h"

namespace labelwatch {
namespace {

struct Tables {
  DecisionTable pairs;
  std::uint64_t gold = 0, right = 0;
};
using ByReviewer = std::map<std::string, Tables>;  // "" all together

void AddPair(const AskedFrame& first, const AskedFrame& second, bool first_says, bool second_says, ByReviewer& tables) {
  tables[""].pairs.Add(first_says, second_says);
  if (!first.reviewer.empty()) tables[first.reviewer].pairs.Add(first_says, second_says);
  // Who is asked twice is compared with himself, once.
  if (second.reviewer.empty() || second.reviewer == first.reviewer) return;
  tables[second.reviewer].pairs.Add(second_says, first_says);
}

void Compare(const AskedFrame& first, const AskedFrame& second, ByReviewer& tables) {
  for (const AskedFrame::OneFinding& again : second.findings) {
    const auto before = std::ranges::find(first.findings, again.id, &AskedFrame::OneFinding::id);
    if (before == first.findings.end()) continue;
    const auto one = SaysError(before->decision), other = SaysError(again.decision);
    if (one && other) AddPair(first, second, *one, *other, tables);
  }
  if (!first.findings.empty() || !second.findings.empty()) return;
  if (first.said && second.said) AddPair(first, second, *first.said, *second.said, tables);
}

void CompareWithTruth(const AskedFrame& asked, const std::unordered_map<std::string, bool>& gold, ByReviewer& tables) {
  for (const AskedFrame::OneFinding& decided : asked.findings) {
    const auto truth = gold.find(decided.id);
    const auto says = SaysError(decided.decision);
    if (truth == gold.end() || !says) continue;
    const auto add = [&](const std::string& name) {
      Tables& table = tables[name];
      ++table.gold;
      table.right += *says == truth->second;
    };
    add("");
    if (!asked.reviewer.empty()) add(asked.reviewer);
  }
}

ReviewStatus::Reviewer RowOf(const std::string& name, const Tables& tables) {
  const auto kappa = KappaOf(tables.pairs);
  return {name,
          tables.pairs.Pairs(),
          kappa.has_value(),
          kappa.value_or(0),
          tables.gold,
          tables.right,
          Wilson(static_cast<double>(tables.right), static_cast<double>(tables.gold))};
}

}  // namespace

void DecisionTable::Add(bool first, bool second) {
  ++(first ? (second ? both : first_only) : (second ? second_only : neither));
}

std::optional<double> KappaOf(const DecisionTable& table) {
  const auto n = static_cast<double>(table.Pairs());
  if (n == 0) return std::nullopt;
  const double first = static_cast<double>(table.both + table.first_only) / n;
  const double second = static_cast<double>(table.both + table.second_only) / n;
  const double agreed = static_cast<double>(table.both + table.neither) / n;
  const double by_chance = first * second + (1 - first) * (1 - second);
  if (by_chance >= 1) return std::nullopt;
  return (agreed - by_chance) / (1 - by_chance);
}

std::vector<ReviewStatus::Reviewer> AgreementOf(const AskedFrames& asked,
                                                const std::unordered_map<std::string, bool>& gold, std::size_t most) {
  ByReviewer tables;
  for (const AskedFrame* one : asked.order) {
    CompareWithTruth(*one, gold, tables);
    if (one->repeats.empty()) continue;
    if (const auto first = asked.by_id.find(one->repeats); first != asked.by_id.end()) {
      Compare(first->second, *one, tables);
    }
  }
  std::vector<ReviewStatus::Reviewer> rows;
  if (tables.empty()) return rows;
  for (const auto& [name, table] : tables) rows.push_back(RowOf(name, table));
  std::stable_sort(rows.begin() + 1, rows.end(),
                   [](const auto& a, const auto& b) { return a.pairs + a.gold > b.pairs + b.gold; });
  if (rows.size() > most + 1) rows.resize(most + 1);
  return rows;
}

}  // namespace labelwatch
