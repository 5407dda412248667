#include "detectors/rates/followed_mix.h"

#include <algorithm>
#include <limits>

namespace labelwatch {
namespace {

constexpr double kFramesOfLate = 1000;

void AddTo(std::vector<double>& sums, const std::vector<double>& more) {
  sums.resize(std::max(sums.size(), more.size()));
  for (std::size_t i = 0; i < more.size(); ++i) sums[i] += more[i];
}

void AddTo(MixPairs& pairs, const std::pair<std::uint32_t, std::uint32_t>& key, std::uint32_t objects,
           std::size_t most) {
  constexpr std::pair kElsewhere{MixClasses::kOther, MixClasses::kOther};
  std::uint32_t& counted = pairs[pairs.size() < most || pairs.contains(key) ? key : kElsewhere];
  counted += std::min(objects, std::numeric_limits<std::uint32_t>::max() - counted);
}

void AddTo(MixPairs& pairs, const MixPairs& more, std::size_t most) {
  for (const auto& [key, objects] : more) AddTo(pairs, key, objects, most);
}

std::vector<MixPair> ListOf(const MixPairs& pairs) {
  std::vector<MixPair> list;
  list.reserve(pairs.size());
  for (const auto& [key, objects] : pairs) list.push_back({key.first, key.second, objects});
  return list;
}

// Objects by class that are there on one side.
double There(const std::vector<double>& objects) {
  double there = 0;
  for (std::size_t c = 0; c < objects.size(); ++c) there += c == MixClasses::kNone ? 0 : objects[c];
  return there;
}

BinnedScores ScoresOf(const std::array<double, BinnedScores::kBins>& bins) {
  return BinnedScores::From(bins).value_or(BinnedScores());
}

MixSide SideOf(const std::vector<double>& reference, double reference_frames, const std::vector<double>& now,
               const MixSums& sums) {
  MixSide side;
  side.per_frame_before = There(reference) / std::max(1.0, reference_frames);
  side.per_frame = There(now) / std::max(1.0, sums.frames);
  double objects = 0;
  for (const double one : now) objects += one;
  const double of_visit = objects / std::max(1.0, sums.visits);
  side.distance = CompareMixes(reference, now, 1 + MixOptions{}.likeness * std::max(0.0, of_visit - 1));
  return side;
}

}  // namespace

void MixSums::Add(const MixSums& other) {
  AddTo(labels, other.labels);
  AddTo(predictions, other.predictions);
  frames += other.frames;
  visits += other.visits;
  for (std::size_t bin = 0; bin < scores.size(); ++bin) scores[bin] += other.scores[bin];
}

// -------------------------------------------------------------------------------------------------------------- rows

// Classes that were not there in the reference have no number of their own: they are new together.
std::uint32_t FollowedMix::NumberOf(const SeriesSums& sums, std::uint32_t value) {
  if (value == kNoValue) return MixClasses::kNone;
  const std::string& name = sums.values[value].name;
  return test_ ? classes_.Find(name) : classes_.Add(name);
}

void FollowedMix::Add(std::int64_t tick, std::uint64_t sequence, const SeriesSums& sums, const ModelSaid& said) {
  OpenMixRow& row = rows_[{tick, sequence}];
  row.frames += said.frames;
  for (const ObjectPair& pair : said.pairs) {
    AddTo(row.pairs, {NumberOf(sums, pair.labeled), NumberOf(sums, pair.predicted)}, pair.objects, kMostPairs);
  }
  for (std::size_t bin = 0; bin < said.scores.size(); ++bin) row.scores[bin] += said.scores[bin];
}

// ------------------------------------------------------------------------------------------------------------- ticks

void FollowedMix::CloseTick(std::int64_t tick, std::int64_t time_ms, const RateOptions& options) {
  CloseVisits(tick, time_ms, options);
  for (auto row = rows_.begin(); row != rows_.end() && row->first.first <= tick; row = rows_.erase(row)) {
    const OpenMixRow& counted = row->second;
    MixSums scores;
    for (std::size_t bin = 0; bin < counted.scores.size(); ++bin) {
      scores.scores[bin] = static_cast<double>(counted.scores[bin]);
    }
    scores_.Add(name_.model, ScoresOf(scores.scores));
    recent_.Add(tick, scores, 0);
    if (row->first.second == 0) {
      Visit(tick, {counted.frames, 0, 0, counted.pairs}, static_cast<double>(counted.frames));
    } else {
      AddToVisit(tick, time_ms, row->first.second, counted, options);
    }
  }
  scores_.Look();
  if (!test_ && reference_frames_ >= static_cast<double>(options.baseline_frames)) Settle();
}

// Numbers go by name from here on: what is said of classes that moved as far does not depend on which came first.
void FollowedMix::Settle() {
  std::vector<std::string> names = classes_.Names();
  std::ranges::sort(names);
  MixClasses sorted;
  for (const std::string& name : names) sorted.Add(name);
  const auto renumber = [&](MixPairs& pairs) {
    const auto number = [&](std::uint32_t c) { return c <= MixClasses::kOther ? c : sorted.Find(classes_.Name(c)); };
    MixPairs renumbered;
    for (const auto& [key, objects] : pairs) renumbered[{number(key.first), number(key.second)}] = objects;
    pairs = std::move(renumbered);
  };
  renumber(reference_);
  for (auto& [key, row] : rows_) renumber(row.pairs);
  for (auto& [key, visit] : visits_) renumber(visit.pairs);
  classes_ = std::move(sorted);
  test_.emplace(MixReference{classes_.Size(), ListOf(reference_), reference_visits_});
}

void FollowedMix::AddToVisit(std::int64_t tick, std::int64_t time_ms, std::uint64_t sequence, const OpenMixRow& row,
                             const RateOptions& options) {
  if (visits_.size() >= kMostVisits && !visits_.contains(sequence)) {
    const auto oldest = std::ranges::min_element(visits_, {}, [](const auto& one) { return one.second.last_ms; });
    Visit(tick, oldest->second, 1);
    visits_.erase(oldest);
  }
  const auto [at, added] = visits_.try_emplace(sequence);
  OpenMixVisit& visit = at->second;
  if (added) visit.first_ms = time_ms;
  visit.last_ms = time_ms;
  visit.frames += row.frames;
  AddTo(visit.pairs, row.pairs, kMostPairs);
  if (visit.frames < options.visit_frames && visit.last_ms - visit.first_ms < options.visit_ms) return;
  Visit(tick, visit, 1);
  visits_.erase(at);
}

void FollowedMix::CloseVisits(std::int64_t tick, std::int64_t time_ms, const RateOptions& options) {
  for (auto visit = visits_.begin(); visit != visits_.end();) {
    if (time_ms - visit->second.last_ms < options.visit_gap_ms) {
      ++visit;
      continue;
    }
    Visit(tick, visit->second, 1);
    visit = visits_.erase(visit);
  }
}

// One observation, or the sum of `visits` of one frame.
void FollowedMix::Visit(std::int64_t tick, const OpenMixVisit& visit, double visits) {
  const auto frames = static_cast<double>(visit.frames);
  if (!test_) {
    AddTo(reference_, visit.pairs, kMostPairs);
    reference_frames_ += frames;
    reference_visits_ += visits;
    return;
  }
  const std::vector<MixPair> pairs = ListOf(visit.pairs);
  test_->Add(pairs, visits);
  MixSums sums{std::vector<double>(classes_.Size()), std::vector<double>(classes_.Size()), frames, visits, {}};
  for (const MixPair& pair : pairs) {
    sums.labels[pair.labeled] += pair.objects;
    sums.predictions[pair.predicted] += pair.objects;
  }
  recent_.Add(tick, sums, frames);
}

void FollowedMix::Renew() {
  classes_ = {};
  reference_.clear();
  reference_frames_ = reference_visits_ = 0;
  test_.reset();
  scores_.Accept();
  recent_ = {};
  rows_.clear();
  visits_.clear();
}

// ---------------------------------------------------------------------------------------------------------- evidence

std::function<std::string(std::uint32_t)> FollowedMix::NameOf() const {
  return [this](std::uint32_t number) { return classes_.Name(number); };
}

MixEvidence FollowedMix::Evidence(const MixSums& sums) const {
  MixEvidence evidence;
  evidence.model = name_.model;
  evidence.learnt = Learnt();
  evidence.frames = test_ ? sums.frames : reference_frames_;
  if (!test_) return evidence;
  evidence.labels = SideOf(test_->ReferenceLabels(), reference_frames_, sums.labels, sums);
  evidence.predictions = SideOf(test_->ReferencePredictions(), reference_frames_, sums.predictions, sums);
  return evidence;
}

// A dated begin is right to within about 1,000 of the series' own frames (dating.h).
MixEvidence FollowedMix::Since(std::int64_t tick, double series_frames) const {
  constexpr double kDatedWithin = 1000;
  const MixSums sums = recent_.From(tick);
  const double of_stream = std::max(1.0, sums.frames / std::max(1.0, series_frames));
  const MixSums earlier = recent_.Before(tick, kDatedWithin * of_stream, kFramesOfLate);
  MixEvidence evidence = Evidence(sums);
  if (!test_) return evidence;
  const auto find = [&](const MixSums& of) { return test_->FindIn({of.labels, of.predictions, of.visits}, NameOf()); };
  const auto shift = [&](const MixSums& of) { return CompareScores(scores_.Save().reference, ScoresOf(of.scores), 1); };
  evidence.mix = find(sums);
  evidence.mix_before = evidence.mix.verdict != MixVerdict::kSteady && find(earlier).verdict == evidence.mix.verdict;
  evidence.scores = shift(sums);
  evidence.scores_before = evidence.scores.moved && shift(earlier).moved;
  return evidence;
}

MixEvidence FollowedMix::OfLate() const {
  const MixSums sums = recent_.Last(kFramesOfLate);
  MixEvidence evidence = Evidence(sums);
  if (!test_) return evidence;
  evidence.mix = test_->Find(NameOf());
  evidence.scores.moved = ModelChanged(scores_.Save().told);
  return evidence;
}

// ------------------------------------------------------------------------------------------------------------- state

MixState FollowedMix::Save() const {
  MixState state;
  state.name = name_;
  state.classes = classes_.Names();
  state.reference = reference_;
  state.reference_frames = reference_frames_;
  state.reference_visits = reference_visits_;
  state.learnt = Learnt();
  if (test_) state.test = test_->Save();
  for (std::size_t bin = 0; bin < BinnedScores::kBins; ++bin) {
    state.score_reference[bin] = scores_.Save().reference.In(bin);
    state.score_now[bin] = scores_.Save().now.In(bin);
  }
  state.score_looks = scores_.Save().looks;
  state.scores_told = scores_.Save().told;
  state.recent = recent_.Pieces();
  state.rows = rows_;
  state.visits = visits_;
  return state;
}

std::optional<FollowedMix> FollowedMix::From(MixState state) {
  FollowedMix mix(std::move(state.name));
  for (const std::string& name : state.classes) mix.classes_.Add(name);
  if (mix.classes_.Names() != state.classes) return std::nullopt;
  mix.reference_ = std::move(state.reference);
  mix.reference_frames_ = state.reference_frames;
  mix.reference_visits_ = state.reference_visits;
  if (state.learnt) {
    mix.test_.emplace(MixReference{mix.classes_.Size(), ListOf(mix.reference_), mix.reference_visits_});
    if (!mix.test_->Load(state.test)) return std::nullopt;
  }
  const auto reference = BinnedScores::From(state.score_reference), now = BinnedScores::From(state.score_now);
  if (!reference || !now) return std::nullopt;
  mix.scores_.Load({mix.name_.model, *reference, *now, state.score_looks, false, state.scores_told});
  if (!mix.recent_.Load(std::move(state.recent))) return std::nullopt;
  mix.rows_ = std::move(state.rows);
  mix.visits_ = std::move(state.visits);
  return mix;
}

}  // namespace labelwatch
