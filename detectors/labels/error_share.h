#pragma once
// From a score to a probability: the share of errors among objects that look like this one.
//
// The monitor makes one error m per label (or hides one label per prediction that claims it) and counts scores s of
// those and of the real objects n. Real ones hold the errors too: with a share r of errors among labels, r m(s) of the
// n(s) real objects at a score are errors, so that
//
//   share of errors at s = r m(s) / n(s),
//
// not odds (the logistic of ln(r m / n) says 50 % where all of them are errors). m(s) / n(s) must not fall with the
// score: from low to high, neighbours that fall are pooled (pool adjacent violators, Barlow et al. 1972).
//
// Few counts. From the highest score down cells are put together until they hold 20 made errors. Where fewer than 200
// stand behind a ratio, r m is a handful, and that hardly any real object was seen there may be chance: n counts as its
// upper Poisson bound (84 %; where none was seen as 4, that of 97.5 %; poisson_bound.h) and the ratio is rough.
// Elsewhere as n + 1/2. Below the lowest cell with made errors the ratio falls with exp(s). Fewer than 200 made errors
// in all: nothing is known.
//
// Pure functions. What is asked of every finding stands in this header.

#include <algorithm>
#include <cstdint>

#include "detectors/labels/additive_model.h"
#include "schema/calibration.h"

namespace labelwatch {

// Of counts with `log_rate_bound`.
ErrorRatio RatioOf(const ScoreCounts& counts);
// What follows from the counts: call after changing them.
inline void UpdateErrorRatio(ScoreCounts& counts) { counts.ratio = RatioOf(counts); }

struct ErrorShare {
  float probability = 0;
  bool rough = false;  // few made errors stand behind it
};

inline constexpr float kMostCertain = 0.99F;

// `s`: the score before rates, as it was counted. `rate`: assumed share of errors among labels; the stream's own bound
// replaces it where that is lower. Between the middles of cells linear in s. REQUIRES: a ratio that is known.
inline ErrorShare ShareAt(const ErrorRatio& ratio, double s, double rate) {
  const auto score = static_cast<float>(s);
  const float place = Within(ScorePlace(score) - 0.5F, static_cast<float>(kScoreCells - 1));  // 0: middle of the first
  const auto cell =
      static_cast<std::size_t>(std::min(static_cast<std::int32_t>(place), static_cast<std::int32_t>(kScoreCells) - 2));
  const float low = ratio.made_per_real[cell], high = ratio.made_per_real[cell + 1];
  const float made_per_real = low + (place - static_cast<float>(cell)) * (high - low);
  const float lower_rate = std::min(static_cast<float>(rate), ratio.rate_bound);
  return {std::min(kMostCertain, lower_rate * made_per_real), ratio.rough[ScoreCell(score)]};
}

// Of a score with rates. Where too little was counted it is taken for log-odds, which is on the cautious side.
inline ErrorShare ShareOf(const ErrorRatio& ratio, double score, double log_rate, double rate) {
  if (ratio.known) return ShareAt(ratio, score - log_rate, rate);
  return {static_cast<float>(ProbabilityFromScore(score)), true};
}

}  // namespace labelwatch
