#pragma once
// Which classes an annotator, or another value, is given: in what share of its frames each is labeled, at first and
// since a tick.
//
//   HeldClasses held({Dimension::kAnnotator, "bob"});
//   held.AddFrames(tick, 20);  held.Add(tick, "truck", 3);
//   held.CloseTick(tick, options.baseline_frames);
//   for (const HeldShare& share : held.Since(tick)) ...
//
// The first frames, as many as a baseline takes, are what was usual, until Renew. Bounded. Pure. Single-owner.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detectors/rates/mix_classes.h"
#include "detectors/rates/recent.h"
#include "schema/result.h"
#include "schema/series_sums.h"

namespace labelwatch {

struct HeldSums {
  double frames = 0;
  std::vector<double> by_class;  // frames that hold the class

  void Add(const HeldSums& other);
};

struct HeldShare {
  std::string of_class;
  double before = 0, now = 0;  // of frames
};

struct HeldState {
  SeriesValue of;
  std::vector<std::string> classes;
  HeldSums before;
  std::vector<RecentPiece<HeldSums>> recent;
  std::map<std::int64_t, HeldSums> rows;  // by tick
};

class HeldClasses {
 public:
  explicit HeldClasses(SeriesValue of) : of_(std::move(of)) {}

  const SeriesValue& Of() const { return of_; }
  void AddFrames(std::int64_t tick, std::uint64_t frames) { rows_[tick].frames += static_cast<double>(frames); }
  void Add(std::int64_t tick, const std::string& of_class, std::uint64_t frames);
  void CloseTick(std::int64_t tick, std::uint64_t usual_frames);
  bool Open() const { return !rows_.empty(); }  // a tick is
  void Renew();

  // Empty: less than `fewest` frames since then, or what is usual is still being learnt.
  std::vector<HeldShare> Since(std::int64_t tick, std::uint64_t usual_frames, double fewest = 30) const;

  HeldState Save() const { return {of_, classes_.Names(), before_, recent_.Pieces(), rows_}; }
  static std::optional<HeldClasses> From(HeldState state);

 private:
  SeriesValue of_;
  MixClasses classes_;
  HeldSums before_;
  Recent<HeldSums, 16> recent_;
  std::map<std::int64_t, HeldSums> rows_;
};

std::string Encode(const HeldState& state);
// Any bytes: a state that can be one, or why not.
Result<HeldState> DecodeHeldState(std::string_view bytes);

}  // namespace labelwatch
