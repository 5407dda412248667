#pragma once
// What is followed beside the rates so that an alarm can say why: the mixes of each set of models (followed_mix.h), and
// the classes that annotators, sources and the like are given (held_classes.h).
//
//   Causes causes(options);
//   causes.Take(sums, block, tick, sequence);     // with the rows of the block
//   causes.CloseTick(tick, time_ms);              // before alarms of the tick are told
//
// Bounded by RateOptions::max_mixes and max_held; blocks beyond are refused and counted. Pure. Single-owner.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/rates/followed_mix.h"
#include "detectors/rates/held_classes.h"
#include "detectors/rates/options.h"
#include "detectors/rates/series_state.h"

namespace labelwatch {

// One thing that changed, to be written down: what is said last under a key counts.
struct KeptCause {
  std::string key, bytes;
};

class Causes {
 public:
  explicit Causes(const RateOptions& options) : options_(options) {}

  // `sequence`: its hash; 0: none. REQUIRES: indices of the block are below sums.values.size().
  void Take(const SeriesSums& sums, const SeriesBlock& block, std::int64_t tick, std::uint64_t sequence);
  void CloseTick(std::int64_t tick, std::int64_t time_ms);
  // What belongs to a series that is renewed: of everything the mixes of its models, else the classes of its value.
  void Renew(const SeriesName& series);

  std::vector<MixEvidence> Since(const std::string& models, std::int64_t tick, double series_frames) const;
  const HeldClasses* Held(const SeriesValue& value) const;
  const std::map<MixName, FollowedMix>& Mixes() const { return mixes_; }
  std::uint64_t Refused() const { return refused_; }

  std::vector<KeptCause> TakeChanged();
  // False: not what a record of that key can be; nothing changed.
  bool Restore(std::string_view key, std::string_view bytes);

 private:
  const RateOptions options_;
  std::map<MixName, FollowedMix> mixes_;
  std::map<SeriesValue, HeldClasses> held_;
  std::set<MixName> changed_mixes_, open_mixes_;
  std::set<SeriesValue> changed_held_, open_held_;
  std::uint64_t refused_ = 0;
};

}  // namespace labelwatch
