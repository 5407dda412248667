#pragma once
// The most suspicious objects of a stream. An object is a label, the place of a missing one, or a whole track: what is
// found about it, by several detectors or in many frames, is one row with its worst finding and a count of the others.

#include <cstddef>
#include <string>
#include <vector>

#include "schema/finding.h"

namespace labelwatch {

// Another finding about the object of a row.
struct AlsoFound {
  double score = 0, probability = 0;
  Kind kind = Kind::kMissing;
  bool rough = false;
  std::string frame_id;
};

struct RankedObject {
  FindingRecord worst;
  std::vector<AlsoFound> also;
};

// Keeps the n most suspicious objects, by their largest score. Ties are ordered by frame, kind and label, so that the
// same findings give the same ranking. Bounded: kMostAlso other findings an object. Single-owner.
class Ranking {
 public:
  static constexpr std::size_t kMostAlso = 10'000;

  explicit Ranking(std::size_t n) : n_(n) {}

  // False: a finding of this score would not be kept, so that nobody need describe it.
  bool Wants(double score) const;
  void Add(FindingRecord finding);
  const std::vector<RankedObject>& Objects() const { return best_; }  // most suspicious first
  // Of an object the other findings that would have come into the ranking by themselves: those below are not all known.
  std::vector<AlsoFound> AlsoRanked(const RankedObject& object) const;

 private:
  std::size_t n_;
  std::vector<RankedObject> best_;
};

}  // namespace labelwatch
