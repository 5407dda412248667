// What a stage knows that tells why a rate rose.

#include <algorithm>

#include "detectors/rates/rates_stage.h"

namespace labelwatch {

RiseCauseFound RatesStage::WhyRose(const FollowedSeries& series) const {
  return WhyRose(series, series.SinceTick(), series.Windows().Since(TimeOf(series.SinceTick())));
}

RiseCauseFound RatesStage::WhyRose(const FollowedSeries& series, std::int64_t since, FlagCount seen) const {
  const Baseline& baseline = *series.Held();
  const auto frames = static_cast<double>(seen.frames), flagged = static_cast<double>(seen.flagged);
  RiseEvidence evidence;
  evidence.series = series.Name();
  evidence.usual = baseline.rate;
  evidence.promised = baseline.p0;
  evidence.rate = frames > 0 ? flagged / frames : 0;
  evidence.bounds = Wilson(flagged / baseline.deff, frames / baseline.deff);
  evidence.models = causes_.Since(series.Name().models, since, frames);
  evidence.classes = ClassesOf(series, since);
  evidence.annotators = PeersOf(Dimension::kAnnotator, series, TimeOf(since));
  evidence.sources = PeersOf(Dimension::kSource, series, TimeOf(since));
  evidence.judges = PeersOf(Dimension::kModel, series, TimeOf(since));
  return CauseOf(evidence);
}

// By name, so that it does not matter in which order series came. A series has risen where it is above what its own
// alarm holds it to: above its baseline every second one is, by chance.
Peers RatesStage::PeersOf(Dimension dimension, const FollowedSeries& series, std::int64_t since_ms) const {
  Peers peers;
  const auto numbers = peers_.find({dimension, series.Name().kind, series.Name().models, series.Name().regime});
  if (numbers == peers_.end()) return peers;
  std::vector<const FollowedSeries*> known;
  for (const std::uint32_t number : numbers->second) {
    const FollowedSeries& peer = series_[number];
    if (!peer.Learning()) known.push_back(&peer);
    peers.learning += peer.Learning() ? 1 : 0;
  }
  std::ranges::sort(known, {}, [](const FollowedSeries* peer) -> const std::string& { return peer->Name().value; });
  std::vector<SeriesNow> now;
  for (const FollowedSeries* peer : known) {
    const FlagCount seen = peer->Windows().Since(since_ms);
    now.push_back({peer->Held()->p0, static_cast<double>(seen.frames), static_cast<double>(seen.flagged)});
    peers.names.push_back(peer->Name().value);
  }
  peers.found = FindCommonCause(now, series.Held()->deff);
  double frames = 0, flagged = 0, usual = 0;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (i == peers.found.largest) {
      peers.rise_of_largest = now[i].frames > 0 ? now[i].flagged / now[i].frames - known[i]->Held()->rate : 0;
      continue;
    }
    frames += now[i].frames;
    flagged += now[i].flagged;
    usual += now[i].frames * known[i]->Held()->rate;
  }
  if (frames > 0) {
    peers.rate_of_rest = flagged / frames;
    peers.usual_of_rest = usual / frames;
  }
  return peers;
}

std::vector<ClassRate> RatesStage::ClassesOf(const FollowedSeries& series, std::int64_t since) const {
  std::vector<ClassRate> classes;
  const HeldClasses* held = causes_.Held({series.Name().dimension, series.Name().value});
  if (held == nullptr) return classes;
  const FollowedSeries* all = Find(Dimension::kOverall, {}, series.Name());
  for (HeldShare& share : held->Since(since, options_.baseline_frames)) {
    const FollowedSeries* of_class = Find(Dimension::kClass, share.of_class, series.Name());
    if (of_class == nullptr || of_class->Learning()) of_class = all;
    ClassRate& one = classes.emplace_back(ClassRate{std::move(share), {}});
    if (of_class != nullptr && !of_class->Learning()) one.usual = of_class->Held()->rate;
  }
  return classes;
}

// Of the same kind and models; null: not followed.
const FollowedSeries* RatesStage::Find(Dimension dimension, const std::string& value, const SeriesName& like) const {
  const auto slice = slices_.find(SliceKey(dimension, value, like.models, like.regime));
  if (slice == slices_.end() || slice->second[Place(like.kind)] == kNone) return nullptr;
  return &series_[slice->second[Place(like.kind)]];
}

}  // namespace labelwatch
