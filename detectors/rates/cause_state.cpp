// The bytes of what is known of mixes and of classes held.

#include <algorithm>
#include <cmath>

#include "detectors/rates/followed_mix.h"
#include "detectors/rates/held_classes.h"
#include "schema/archive.h"

namespace labelwatch {

// Rises with every change of what is written.
constexpr std::uint32_t kCauseLayout = 1;

template <typename Archive, typename A, typename B>
void Fields(Archive& archive, std::pair<A, B>& pair) {
  archive(pair.first, pair.second);
}
template <typename Archive>
void Fields(Archive& archive, MixName& name) {
  archive(name.models, name.model);
}
template <typename Archive>
void Fields(Archive& archive, MixSums& sums) {
  archive(sums.labels, sums.predictions, sums.frames, sums.visits, sums.scores);
}
template <typename Archive>
void Fields(Archive& archive, HeldSums& sums) {
  archive(sums.frames, sums.by_class);
}
template <typename Archive, typename Sums>
void Fields(Archive& archive, RecentPiece<Sums>& piece) {
  archive(piece.first_tick, piece.frames, piece.sums);
}
template <typename Archive>
void Fields(Archive& archive, OpenMixRow& row) {
  archive(row.frames, row.pairs, row.scores);
}
template <typename Archive>
void Fields(Archive& archive, OpenMixVisit& visit) {
  archive(visit.frames, visit.first_ms, visit.last_ms, visit.pairs);
}
template <typename Archive>
void Fields(Archive& archive, MixTest::Side& side) {
  archive(side.bets, side.now, side.visits);
}
template <typename Archive>
void Fields(Archive& archive, MixTest::State& state) {
  archive(state.labels, state.predictions);
}
template <typename Archive>
void Fields(Archive& archive, MixState& state) {
  archive(state.name, state.classes, state.reference, state.reference_frames, state.reference_visits, state.learnt,
          state.test, state.score_reference, state.score_now, state.score_looks, state.scores_told, state.recent,
          state.rows, state.visits);
}
template <typename Archive>
void Fields(Archive& archive, SeriesValue& value) {
  archive(value.dimension, value.name);
}
template <typename Archive>
void Fields(Archive& archive, HeldState& state) {
  archive(state.of, state.classes, state.before, state.recent, state.rows);
}

namespace {

constexpr std::int64_t kFarthestTick = std::int64_t{1} << 50;
constexpr double kMostObjects = 1e15;

bool Count(double value) { return value >= 0 && value <= kMostObjects; }

template <typename Values>
bool Counts(const Values& values) {
  return std::ranges::all_of(values, Count);
}

bool Tick(std::int64_t tick) { return tick >= 0 && tick < kFarthestTick; }

// Numbers of classes are below `classes`.
bool Possible(const MixPairs& pairs, std::size_t classes) {
  return std::ranges::all_of(
      pairs, [&](const auto& pair) { return pair.first.first < classes && pair.first.second < classes; });
}
bool Possible(const MixSums& sums, std::size_t classes) {
  return sums.labels.size() <= classes && sums.predictions.size() <= classes && Counts(sums.labels) &&
         Counts(sums.predictions) && Count(sums.frames) && Count(sums.visits) && Counts(sums.scores);
}
bool Possible(const HeldSums& sums, std::size_t classes) {
  return sums.by_class.size() <= classes && Counts(sums.by_class) && Count(sums.frames);
}

template <typename Sums>
bool Possible(const std::vector<RecentPiece<Sums>>& pieces, std::size_t classes) {
  return std::ranges::all_of(pieces, [&](const RecentPiece<Sums>& piece) {
    return Tick(piece.first_tick) && Count(piece.frames) && Possible(piece.sums, classes);
  });
}

bool Possible(const MixState& state) {
  const std::size_t classes = state.classes.size() + 2;
  return state.classes.size() <= MixClasses::kMostClasses && state.scores_told <= ModelState::kNewAndMoved &&
         Possible(state.reference, classes) && Count(state.reference_frames) && Count(state.reference_visits) &&
         Possible(state.recent, classes) && state.score_looks < kFarthestTick &&
         std::ranges::all_of(state.rows,
                             [&](const auto& row) {
                               return Tick(row.first.first) && Possible(row.second.pairs, classes) &&
                                      row.second.frames <= kMostCounted;
                             }) &&
         std::ranges::all_of(state.visits, [&](const auto& visit) {
           return Possible(visit.second.pairs, classes) && visit.second.frames <= kMostCounted &&
                  visit.second.first_ms >= 0 && visit.second.last_ms >= visit.second.first_ms;
         });
}

bool Possible(const HeldState& state) {
  const std::size_t classes = state.classes.size() + 2;
  return state.classes.size() <= MixClasses::kMostClasses && Place(state.of.dimension) < kDimensions.size() &&
         Possible(state.before, classes) && Possible(state.recent, classes) &&
         std::ranges::all_of(state.rows,
                             [&](const auto& row) { return Tick(row.first) && Possible(row.second, classes); });
}

template <typename State>
Result<State> Checked(Result<State> state) {
  if (state && !Possible(*state)) return BadInput("numbers that cannot be");
  return state;
}

}  // namespace

std::string Encode(const MixState& state) { return Archived(kCauseLayout, state); }
std::string Encode(const HeldState& state) { return Archived(kCauseLayout, state); }
Result<MixState> DecodeMixState(std::string_view bytes) { return Checked(FromArchive<MixState>(bytes, kCauseLayout)); }
Result<HeldState> DecodeHeldState(std::string_view bytes) {
  return Checked(FromArchive<HeldState>(bytes, kCauseLayout));
}

}  // namespace labelwatch
