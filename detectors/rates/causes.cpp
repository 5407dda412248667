#include "detectors/rates/causes.h"

namespace labelwatch {
namespace {

constexpr std::string_view kMixKey = "mix\n", kHeldKey = "held\n";

// The one with that name; null: there is no room for it.
template <typename Name, typename Followed>
Followed* Find(std::map<Name, Followed>& all, const Name& name, std::size_t most) {
  if (const auto known = all.find(name); known != all.end()) return &known->second;
  return all.size() < most ? &all.try_emplace(name, Followed(name)).first->second : nullptr;
}

bool IsHeldBy(Dimension dimension) { return dimension > Dimension::kClass && dimension != Dimension::kModel; }

}  // namespace

void Causes::Take(const SeriesSums& sums, const SeriesBlock& block, std::int64_t tick, std::uint64_t sequence) {
  for (const ModelSaid& said : block.models_said) {
    const MixName name{block.models, sums.values[said.model].name};
    FollowedMix* mix = Find(mixes_, name, options_.max_mixes);
    if (mix == nullptr) {
      ++refused_;
      continue;
    }
    mix->Add(tick, sequence, sums, said);
    changed_mixes_.insert(name);
    open_mixes_.insert(name);
  }
  for (const SeriesRow& row : block.rows) {
    const SeriesValue& value = sums.values[row.value];
    if (!IsHeldBy(value.dimension)) continue;
    HeldClasses* held = Find(held_, value, options_.max_held);
    if (held == nullptr) {
      ++refused_;
      continue;
    }
    held->AddFrames(tick, row.frames);
    changed_held_.insert(value);
    open_held_.insert(value);
  }
  for (const HeldClass& one : block.held) {
    const auto held = held_.find(sums.values[one.value]);
    if (held != held_.end()) held->second.Add(tick, sums.values[one.of_class].name, one.frames);
  }
}

void Causes::CloseTick(std::int64_t tick, std::int64_t time_ms) {
  for (auto name = open_mixes_.begin(); name != open_mixes_.end();) {
    FollowedMix& mix = mixes_.at(*name);
    mix.CloseTick(tick, time_ms, options_);
    changed_mixes_.insert(*name);
    name = mix.Open(tick + 1) ? std::next(name) : open_mixes_.erase(name);
  }
  for (const SeriesValue& value : open_held_) {
    held_.at(value).CloseTick(tick, options_.baseline_frames);
    changed_held_.insert(value);
  }
  std::erase_if(open_held_, [&](const SeriesValue& value) { return !held_.at(value).Open(); });
}

void Causes::Renew(const SeriesName& series) {
  if (series.dimension == Dimension::kOverall) {
    for (auto& [name, mix] : mixes_) {
      if (name.models != series.models) continue;
      mix.Renew();
      changed_mixes_.insert(name);
    }
  }
  const SeriesValue value{series.dimension, series.value};
  if (const auto held = held_.find(value); held != held_.end()) {
    held->second.Renew();
    changed_held_.insert(value);
  }
}

std::vector<MixEvidence> Causes::Since(const std::string& models, std::int64_t tick, double series_frames) const {
  std::vector<MixEvidence> evidence;
  for (auto mix = mixes_.lower_bound({models, {}}); mix != mixes_.end() && mix->first.models == models; ++mix) {
    evidence.push_back(mix->second.Since(tick, series_frames));
  }
  return evidence;
}

const HeldClasses* Causes::Held(const SeriesValue& value) const {
  const auto held = held_.find(value);
  return held == held_.end() ? nullptr : &held->second;
}

std::vector<KeptCause> Causes::TakeChanged() {
  std::vector<KeptCause> kept;
  for (const MixName& name : changed_mixes_) {
    kept.push_back({std::string(kMixKey) + name.models + '\n' + name.model, Encode(mixes_.at(name).Save())});
  }
  for (const SeriesValue& value : changed_held_) {
    const std::string word(kDimensions[Place(value.dimension)].word);
    kept.push_back({std::string(kHeldKey) + word + '\n' + value.name, Encode(held_.at(value).Save())});
  }
  changed_mixes_.clear();
  changed_held_.clear();
  return kept;
}

bool Causes::Restore(std::string_view key, std::string_view bytes) {
  if (key.starts_with(kMixKey)) {
    auto state = DecodeMixState(bytes);
    auto mix = state ? FollowedMix::From(std::move(*state)) : std::nullopt;
    if (!mix || mixes_.contains(mix->Name()) || mixes_.size() >= options_.max_mixes) return false;
    const MixName name = mix->Name();
    open_mixes_.insert(name);
    mixes_.try_emplace(name, std::move(*mix));
    return true;
  }
  if (!key.starts_with(kHeldKey)) return false;
  auto state = DecodeHeldState(bytes);
  auto held = state ? HeldClasses::From(std::move(*state)) : std::nullopt;
  if (!held || held_.contains(held->Of()) || held_.size() >= options_.max_held) return false;
  const SeriesValue value = held->Of();
  open_held_.insert(value);
  held_.try_emplace(value, std::move(*held));
  return true;
}

}  // namespace labelwatch
