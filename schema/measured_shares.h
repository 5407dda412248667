#pragma once
// What verdicts of reviewers say of the probability of an error, by kind and score: part of a calibration. How it is
// found and used: detectors/measured_share.h.

#include <array>
#include <optional>
#include <vector>

#include "schema/finding.h"

namespace labelwatch {

// Log-odds of an error as a line in the score, between the scores that were reviewed. Below them the prior is moved by
// as much as where they begin.
struct ScoreLine {
  double at_zero = 0, slope = 0;
  double low = 0, shift_below = 0;
};

// By how much log-odds are to be moved at a score.
struct MeasuredShift {
  double score = 0, shift = 0;
};

struct MeasuredKind {
  std::optional<ScoreLine> line;      // none: the prior, as it was
  std::vector<MeasuredShift> shifts;  // of that, by rising score; none: nothing was measured

  bool Known() const { return !shifts.empty(); }
};

struct MeasuredShares {
  std::array<MeasuredKind, kKinds> kinds;  // by kind
};

}  // namespace labelwatch
