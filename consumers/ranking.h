#pragma once
// The most suspicious labels of a stream, as a table that a person reads.

#include <cstddef>
#include <string>
#include <vector>

#include "consumers/known_mistakes.h"
#include "schema/finding.h"

namespace labelwatch {

// Keeps the n most suspicious objects; an object (a label, or the place of a missing one) counts once, with its largest
// score. Ties are ordered by frame, kind and label, so that the same findings give the same ranking. Single-owner.
class Ranking {
 public:
  explicit Ranking(std::size_t n) : n_(n) {}

  // False: a finding of this score would not be kept, so that nobody need describe it.
  bool Wants(double score) const;
  void Add(FindingRecord finding);
  const std::vector<FindingRecord>& Findings() const { return best_; }  // most suspicious first

 private:
  std::size_t n_;
  std::vector<FindingRecord> best_;
};

// Rows of the ranking, each followed by its evidence. With `known` a column marks what is known to be a mistake.
std::string RankingTable(const Ranking& ranking, const KnownMistakes* known);

}  // namespace labelwatch
