#pragma once
// The newest flagged frame of each series: from a number that rose to a frame that a person can look at. They go with
// the counts of a commit; of two the later one stays, so they add up as counts do.
//
// Bounded by the series that have flagged findings, each with a name of kLongestId bytes at most.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "schema/series.h"

namespace labelwatch {

struct Example {
  std::string frame_id;      // cut between characters
  double probability = 0;    // of the finding; of a frame the largest of its flagged ones
  std::int64_t time_ms = 0;  // when it was judged, by the clock that the task was given

  friend bool operator==(const Example&, const Example&) = default;
};

struct Examples {
  static constexpr std::size_t kLongestId = 512;

  std::map<SeriesKey, Example> findings;                                 // flagged ones; overall is left out
  std::map<std::pair<std::size_t, std::size_t>, Example> probabilities;  // flagged ones, by kind and bucket
  Example frame;                                                         // of all; without an id: none yet

  void Add(const Examples& other);
  friend bool operator==(const Examples&, const Examples&) = default;
};

}  // namespace labelwatch
