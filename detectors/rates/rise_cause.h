#pragma once
// Why a rate rose: annotators or their guideline, the world, the model; or it cannot be told, and what is missing.
//
// Asked when an alarm is raised and as long as it stands, of what was seen since the rise began. A table, the first row
// that fits decides:
//
//   the kind rests on pictures alone                                              the world
//   mixes of labels and of predictions moved alike (mix_test.h)                   the world
//   scores of a model lie elsewhere (score_shift.h)                               the model
//   predictions moved and labels did not; or predictions per frame changed while
//     labels per frame did not                                                    the model
//   labels moved and predictions did not; or labels per frame changed while
//     predictions per frame did not                                               annotators or guideline
//   the value is given other classes, and their usual rates explain the rise      the world
//   one of several models rose, on the same frames                                the model
//   one annotator rose and one source did, as far                                 unclear: both are named
//   one annotator rose, the others are where they were (common_cause.h)           annotators
//   one source rose, the others are where they were                               the world
//   the kind rests on labels alone                                                annotators or guideline
//   else                                                                          unclear
//
// The world comes before scores: a model is less sure of things that are rare. What had moved before the rise already
// is no news and decides nothing. Of a kind that rests on labels alone no model is asked. Scores and mixes are of all
// frames, so they speak of all alarms since the same time; the others are about the series. Immutable functions.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/rates/common_cause.h"
#include "detectors/rates/followed_mix.h"
#include "detectors/rates/held_classes.h"
#include "detectors/rates/series_state.h"

namespace labelwatch {

enum class Cause : std::uint8_t { kUnclear, kAnnotatorsOrGuideline, kWorld, kModel };
inline constexpr std::size_t kCauses = 4;

std::string_view CauseWord(Cause cause);  // "annotators_or_guideline", ...

struct RiseCauseFound {
  Cause cause = Cause::kUnclear;
  std::string reason;  // in words

  friend bool operator==(const RiseCauseFound&, const RiseCauseFound&) = default;
};

// Series that differ in one dimension only, since the rise began.
struct Peers {
  std::vector<std::string> names;  // of those with a baseline
  CommonCause found;
  double usual_of_rest = 0, rate_of_rest = 0;  // of all but the one with the largest excess
  double rise_of_largest = 0;                  // of that one's rate
  std::size_t learning = 0;                    // without a baseline
};

// A class that the value holds: in what share of its frames, and how often frames of that class are flagged.
struct ClassRate {
  HeldShare share;
  std::optional<double> usual;  // nothing: no baseline yet
};

struct RiseEvidence {
  SeriesName series;
  double usual = 0, promised = 0, rate = 0;  // baseline, p0, and since the rise
  Interval bounds;                           // of the last one
  std::vector<MixEvidence> models;           // that the series rests on
  std::vector<ClassRate> classes;            // of annotators, sources and the like
  Peers annotators, sources, judges;         // of the same kind and models; judges: the models on the same frames
};

RiseCauseFound CauseOf(const RiseEvidence& evidence);

}  // namespace labelwatch
