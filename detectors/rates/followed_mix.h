#pragma once
// What one model says of the frames that it is asked about, beside their labels: how it was at first, and how it is.
//
//   FollowedMix mix({"yolo@7", "yolo@7"});
//   mix.Add(tick, sequence, sums, said);              // of a block of a tally
//   mix.CloseTick(tick, time_ms, options);
//   const MixEvidence evidence = mix.Since(tick, 120);  // of a rise
//
//   rows -> open ticks -> visits ─┬─ first frames: the reference, as many as a baseline takes
//                                 └─ later ones:   the bets of mix_test.h, and the last pieces of the stream
//
// The reference is learnt once and stays until Renew, as baselines do. A visit to a sequence is one observation
// (visits.h); the frames of a tick without one are so many visits of which the sum is known. Bounded: classes, pairs,
// open visits. Pure. Single-owner.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detectors/rates/mix.h"
#include "detectors/rates/mix_classes.h"
#include "detectors/rates/mix_test.h"
#include "detectors/rates/options.h"
#include "detectors/rates/recent.h"
#include "detectors/rates/score_shift.h"
#include "schema/result.h"
#include "schema/series_sums.h"

namespace labelwatch {

struct MixName {
  std::string models, model;  // one of the set that was asked

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 that <=> of texts is compared with for a pointer.
  friend auto operator<=>(const MixName&, const MixName&) = default;
};

// Objects by class of the label and of the prediction, as numbers.
using MixPairs = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t>;

struct MixSums {
  std::vector<double> labels, predictions;  // objects by class
  double frames = 0, visits = 0;
  std::array<double, BinnedScores::kBins> scores{};

  void Add(const MixSums& other);
};

struct OpenMixRow {
  std::uint64_t frames = 0;
  MixPairs pairs;
  std::array<std::uint64_t, BinnedScores::kBins> scores{};
};

struct OpenMixVisit {
  std::uint64_t frames = 0;
  std::int64_t first_ms = 0, last_ms = 0;
  MixPairs pairs;
};

struct MixState {
  MixName name;
  std::vector<std::string> classes;
  MixPairs reference;
  double reference_frames = 0, reference_visits = 0;
  bool learnt = false;
  MixTest::State test;
  std::array<double, BinnedScores::kBins> score_reference{}, score_now{};
  std::uint64_t score_looks = 0;
  ModelState scores_told = ModelState::kLearning;
  std::vector<RecentPiece<MixSums>> recent;
  std::map<std::pair<std::int64_t, std::uint64_t>, OpenMixRow> rows;  // by tick and hash of the sequence; 0: none
  std::map<std::uint64_t, OpenMixVisit> visits;                       // by hash of the sequence
};

// A side of the mix: objects on it per frame, and how far its classes lie from the reference.
struct MixSide {
  double per_frame_before = 0, per_frame = 0;
  std::optional<MixDistance> distance;
};

// What there is to say of a stretch of the stream.
struct MixEvidence {
  std::string model;
  bool learnt = false;  // else: still learning what is usual, of `frames` so far
  double frames = 0;    // of the stretch
  MixFinding mix;
  ScoreShift scores;
  MixSide labels, predictions;
  bool mix_before = false, scores_before = false;  // it had moved before the stretch began: no news
};

class FollowedMix {
 public:
  explicit FollowedMix(MixName name) : name_(std::move(name)) {}

  const MixName& Name() const { return name_; }
  bool Learnt() const { return test_.has_value(); }
  // REQUIRES: indices of `said` are below sums.values.size(), or kNoValue.
  void Add(std::int64_t tick, std::uint64_t sequence, const SeriesSums& sums, const ModelSaid& said);
  void CloseTick(std::int64_t tick, std::int64_t time_ms, const RateOptions& options);
  bool Open(std::int64_t tick) const { return rows_.lower_bound({tick, 0}) != rows_.end() || !visits_.empty(); }
  void Renew();

  // Since a rise that was dated by `series_frames` frames of a series: of a rare one the date says less.
  MixEvidence Since(std::int64_t tick, double series_frames) const;
  // Of all frames of late; the verdict is that of the bets, which may be asked at any time.
  MixEvidence OfLate() const;

  MixState Save() const;
  static std::optional<FollowedMix> From(MixState state);

 private:
  static constexpr std::size_t kMostPairs = 20'000, kMostVisits = 500;

  std::uint32_t NumberOf(const SeriesSums& sums, std::uint32_t value);
  void Settle();
  void Visit(std::int64_t tick, const OpenMixVisit& visit, double visits);
  void CloseVisits(std::int64_t tick, std::int64_t time_ms, const RateOptions& options);
  void AddToVisit(std::int64_t tick, std::int64_t time_ms, std::uint64_t sequence, const OpenMixRow& row,
                  const RateOptions& options);
  std::function<std::string(std::uint32_t)> NameOf() const;
  MixEvidence Evidence(const MixSums& sums) const;

  MixName name_;
  MixClasses classes_;
  MixPairs reference_;
  double reference_frames_ = 0, reference_visits_ = 0;
  std::optional<MixTest> test_;  // once the reference is learnt
  ScoreWatch scores_;
  Recent<MixSums, 64> recent_;
  std::map<std::pair<std::int64_t, std::uint64_t>, OpenMixRow> rows_;
  std::map<std::uint64_t, OpenMixVisit> visits_;
};

std::string Encode(const MixState& state);
// Any bytes: a state that can be one, or why not.
Result<MixState> DecodeMixState(std::string_view bytes);

}  // namespace labelwatch
