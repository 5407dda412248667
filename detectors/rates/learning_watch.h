#pragma once
// Whether the rate of a series was steady while its baseline is learnt, when no alarm can be raised against one.
//
//   LearningWatch watch;
//   watch.Take(clusters.Pairs());          // of each tick
//   if (watch.Found()) ...                 // "the last 1,900 frames differ from the 6,100 before (2.1 -> 5.0 %)"
//   watch.Stop();                          // the baseline is learnt: what was found stays
//
// An adaptive window (adwin.h) over k / n of each cluster. It tells people, and raises nothing: its delta is a knob and
// no promise, and with the 2,000 frames of a baseline it sees a rate of 2 % that becomes 10 %, not one that becomes 5
// %. A baseline that was learnt over a change lies between two rates: too high where the rate has fallen, and where it
// has risen a mixture of both.
//
// Within a tick clusters have no order. They are spread so that equal ones lie apart, by their number alone: sorted,
// each tick would end with its flagged ones and look like a change. Of a tick with more than kMostOfTick as many stand
// for all. While a series learns it takes about 1 kB. Single-owner.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "detectors/rates/adwin.h"
#include "detectors/rates/cluster.h"

namespace labelwatch {

// The last change of a rate that was seen while it was learnt.
struct LearningChange {
  // Clusters on both sides, those after it until the baseline was learnt: visits, or frames without a sequence.
  std::uint64_t before = 0, after = 0;
  double rate_before = 0, rate_after = 0;  // mean of k / n

  friend bool operator==(const LearningChange&, const LearningChange&) = default;
};

bool Possible(const LearningChange& change);

class LearningWatch {
 public:
  static constexpr std::size_t kMostOfTick = 4096;

  struct State {
    AdwinState window;
    std::optional<LearningChange> found;
    bool visits = false;
  };

  // As TickClusters::Pairs gives them.
  void Take(std::span<const CountedCluster> clusters);
  void Stop();

  const std::optional<LearningChange>& Found() const { return found_; }
  // Whether any cluster had more frames than one.
  bool Visits() const { return visits_; }

  State Save() const { return {window_.State(), found_, visits_}; }
  // Nothing: none that was saved.
  static std::optional<LearningWatch> From(const State& state);

 private:
  void Add(double rate);

  Adwin window_;
  std::optional<LearningChange> found_;
  bool visits_ = false;
};

}  // namespace labelwatch
