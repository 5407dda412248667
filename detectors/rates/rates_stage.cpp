#include "detectors/rates/rates_stage.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "detectors/rates/alarm_budget.h"
#include "schema/hash.h"

namespace labelwatch {
namespace {

constexpr SeriesKinds kWithoutModels = Bit(SeriesKindOf(Kind::kDuplicate)) | Bit(SeriesKindOf(Kind::kConflicting)) |
                                       Bit(SeriesKindOf(Kind::kInvalid)) | Bit(SeriesKindOf(Kind::kOntology)) |
                                       Bit(SeriesKindOf(Kind::kTrack)) | Bit(SeriesKindOf(Kind::kImage));

// The end of the year 9999: later times are none.
constexpr std::int64_t kLatestMs = 253'402'300'799'999;

constexpr std::uint64_t kSequenceSeed = 0x73657175656e6365;

// 0 stands for no sequence.
std::uint64_t HashOf(const std::string& sequence) {
  return sequence.empty() ? 0 : std::max<std::uint64_t>(1, HashText(sequence, kSequenceSeed));
}

VisitLimits LimitsOf(const RateOptions& options) {
  return {options.visit_gap_ms, options.visit_ms, options.visit_frames, options.max_visits};
}

}  // namespace

bool RestsOnModels(SeriesKind kind) { return (kWithoutModels & Bit(kind)) == 0; }

RatesStage::RatesStage(const RateOptions& options, std::int32_t tasks)
    : options_(options), clock_(options.lateness_ms, options.idle_ms), causes_(options), visits_(LimitsOf(options)) {
  clock_.Expect(tasks);
}

// ------------------------------------------------------------------------------------------------------------- rows

bool RatesStage::Repeats(const Tally& tally) const {
  if (tally.transaction) return false;
  return std::ranges::any_of(tally.covered, [this](const CoveredInput& covered) {
    const auto known = covered_.find(covered.partition);
    return known != covered_.end() && (covered.from[0] < known->second[0] || covered.from[1] < known->second[1]);
  });
}

bool RatesStage::Take(const Tally& tally, std::int64_t said_ms) {
  acts_.Hear(said_ms);
  if (Repeats(tally)) return false;
  for (const CoveredInput& covered : tally.covered) covered_[covered.partition] = covered.to;
  std::int64_t latest_ms = 0;
  for (const CoveredInput& covered : tally.covered) latest_ms = std::max(latest_ms, covered.clock_ms);
  TakeRows(tally.series, latest_ms);
  for (const CoveredInput& covered : tally.covered) {
    if (covered.clock_ms > 0) clock_.Hear(covered.partition, std::min(covered.clock_ms, kLatestMs), said_ms);
  }
  CloseTicks(clock_.Now() / options_.tick_ms);
  return true;
}

void RatesStage::Take(const SeriesSums& sums, std::int64_t label_ms) {
  acts_.Hear(label_ms);
  TakeRows(sums, label_ms);
  clock_.Hear(0, std::min(label_ms, kLatestMs), label_ms);
  CloseTicks(clock_.Now() / options_.tick_ms);
}

void RatesStage::TakeRows(const SeriesSums& sums, std::int64_t latest_ms) {
  latest_ms = std::min(latest_ms, kLatestMs);
  TallySlices slices;
  slices.values.resize(sums.values.size());
  for (const SeriesBlock& block : sums.blocks) {
    if (slices.changes == 0 || slices.models != block.models || slices.regime != block.regime) {
      slices.models = block.models;
      slices.regime = block.regime;
      ++slices.changes;
    }
    TakeBlock(sums, block, std::clamp<std::int64_t>(block.tick_ms, 0, latest_ms) / options_.tick_ms, slices);
  }
}

std::string RatesStage::RegimeOf(const std::string& said) {
  constexpr char kOther[] = "other";
  if (said.empty() || regimes_.contains(said)) return said;
  if (said.size() > RateOptions::kLongestRegime || regimes_.size() >= options_.max_regimes) return kOther;
  regimes_.insert(said);
  return said;
}

std::string RatesStage::SliceKey(Dimension dimension, const std::string& value, const std::string& models,
                                 const std::string& regime) {
  std::string key(1, static_cast<char>(dimension));
  return key.append(value).append(1, '\0').append(models).append(1, '\0').append(regime);
}

RatesStage::Slice& RatesStage::SliceOf(const SeriesValue& value, const std::string& models, const std::string& regime) {
  const auto [slice, added] = slices_.try_emplace(SliceKey(value.dimension, value.name, models, regime));
  if (added) slice->second.fill(kNone);
  return slice->second;
}

std::uint32_t RatesStage::SeriesOf(const SeriesValue& value, const std::string& models, const std::string& regime,
                                   SeriesKind kind) {
  const std::string& judged_by = RestsOnModels(kind) ? models : std::string();
  if (series_.size() >= options_.max_series) return kNone;
  return Follow(FollowedSeries(SeriesName{value.dimension, value.name, kind, judged_by, regime}), true);
}

std::uint32_t RatesStage::Follow(FollowedSeries series, bool changed) {
  const auto number = static_cast<std::uint32_t>(series_.size());
  const SeriesName& name = series_.emplace_back(std::move(series)).Name();
  changed_.push_back(changed);
  peers_[{name.dimension, name.kind, name.models, name.regime}].push_back(number);
  return number;
}

void RatesStage::TakeBlock(const SeriesSums& sums, const SeriesBlock& block, std::int64_t number, TallySlices& slices) {
  if (!next_tick_) next_tick_ = number;
  // Before anything was closed, the earliest tick that comes is the first.
  if (number < *next_tick_ && !began_) next_tick_ = number;
  if (number < *next_tick_) {
    number = *next_tick_;
    losses_.late_rows += block.rows.size();
  }
  OpenRows& tick = ticks_[number];
  const std::uint64_t sequence = HashOf(block.sequence);
  causes_.Take(sums, block, number, sequence);
  const std::string regime = RegimeOf(block.regime);
  for (const SeriesRow& row : block.rows) {
    const SeriesValue& value = sums.values[row.value];
    TallySlices::OfValue& slice = slices.values[row.value];
    if (slice.change != slices.changes) {
      slice = {slices.changes, &SliceOf(value, block.models, regime), &SliceOf(value, {}, regime)};
    }
    for (SeriesKinds left = block.kinds; left != 0; left &= left - 1) {
      const auto kind = static_cast<SeriesKind>(std::countr_zero(left));
      std::uint32_t& series = (RestsOnModels(kind) ? *slice.with : *slice.without)[Place(kind)];
      if (series == kNone) series = SeriesOf(value, block.models, regime, kind);
      if (series == kNone) {
        ++losses_.refused_series;
        continue;
      }
      changed_[series] = true;
      tick.Add(series, sequence, row.frames, row.flagged[Place(kind)]);
    }
  }
}

// ------------------------------------------------------------------------------------------------------------ ticks

void RatesStage::Finish() {
  if (!next_tick_) return;
  const std::int64_t last = ticks_.empty() ? *next_tick_ : ticks_.rbegin()->first;
  CloseTicks(last + 1);
  visits_.CloseUntil(std::numeric_limits<std::int64_t>::max());
  CloseTick(last + 1);
  next_tick_ = last + 2;
}

void RatesStage::CloseTicks(std::int64_t end) {
  while (next_tick_ && *next_tick_ < end) {
    // Where no visit can close and no row waits, nothing happens.
    if (visits_.Open() == 0) {
      const std::int64_t next = ticks_.empty() ? end : ticks_.begin()->first;
      if (next > *next_tick_) {
        next_tick_ = std::min(next, end);
        continue;
      }
    }
    CloseTick((*next_tick_)++);
  }
}

void RatesStage::Touch(std::uint32_t series) {
  const TickClusters& clusters = series_[series].clusters;
  if (clusters.Unmerged().empty() && !clusters.Merged()) touched_.push_back(series);
}

void RatesStage::CloseTick(std::int64_t tick) {
  began_ = true;
  ++closed_ticks_;
  touched_.clear();
  visits_.CloseUntil(TimeOf(tick));
  if (const auto open = ticks_.find(tick); open != ticks_.end()) {
    for (const OpenRows::Row& row : open->second.InOrder()) {
      changed_[row.series] = true;
      FollowedSeries& series = series_[row.series];
      series.Add(TimeOf(tick), row.frames, row.flagged);
      counted_ += row.frames;
      if (row.sequence == 0) {
        Touch(row.series);
        series.clusters.AddSingles(row.frames, row.flagged);
      } else {
        visits_.Add({row.series, row.sequence, {row.frames, row.flagged}, TimeOf(tick), TimeOf(tick)});
      }
    }
    CountTime(tick);
    ticks_.erase(open);
  }
  for (const Visit& visit : visits_.TakeClosed()) {
    Touch(visit.series);
    series_[visit.series].clusters.Add(visit.frames);
  }
  causes_.CloseTick(tick, TimeOf(tick));
  std::sort(touched_.begin(), touched_.end());
  std::vector<std::pair<std::uint32_t, AlarmChange>> changes;  // told when all series have closed the tick
  for (const std::uint32_t number : touched_) {
    changed_[number] = true;
    FollowedSeries& series = series_[number];
    const bool learning = series.Learning();
    if (const auto change = series.CloseTick(tick, options_, frames_per_false_alarm_)) {
      changes.emplace_back(number, *change);
    }
    if (learning && !series.Learning() && !frames_per_false_alarm_) SetBudget();
  }
  for (const auto& [number, change] : changes) Tell(series_[number], *series_[number].Held(), change);
}

// Pauses count as an hour at most, and the first one not at all: what one wrong date puts between two labels would make
// A small and alarms too many; so A is larger where nobody labels at night, and alarms a little slower.
void RatesStage::CountTime(std::int64_t tick) {
  constexpr std::int64_t kLongestMs = 3'600'000;
  const std::int64_t since = active_ticks_ > 1 ? tick - last_active_tick_ : 1;
  active_ticks_ += static_cast<std::uint64_t>(
      std::clamp<std::int64_t>(since, 1, std::max<std::int64_t>(1, kLongestMs / options_.tick_ms)));
  last_active_tick_ = tick;
}

// With the first baseline, then by an explicit act only.
void RatesStage::SetBudget() {
  const BudgetTerms budget = Budget();
  const auto seen_ms = static_cast<double>(active_ticks_) * static_cast<double>(options_.tick_ms);
  const double share = static_cast<double>(budget.period_ms) / seen_ms;
  frames_per_false_alarm_ = labelwatch::FramesPerFalseAlarm({budget.false_alarms, BudgetPeriod::kWeek},
                                                            static_cast<double>(counted_) * share);
}

void RatesStage::Tell(const FollowedSeries& series, const Baseline& baseline, const AlarmChange& change) {
  AlarmEvent& event = events_.emplace_back();
  event.series = series.Name();
  event.raised = change.raised;
  event.again = change.again;
  event.time_ms = TimeOf(change.tick + 1);
  event.since_ms = TimeOf(change.since);
  event.frames = change.frames;
  event.flagged = change.flagged;
  event.rate = change.frames > 0 ? static_cast<double>(change.flagged) / static_cast<double>(change.frames) : 0;
  event.bounds =
      Wilson(static_cast<double>(change.flagged) / baseline.deff, static_cast<double>(change.frames) / baseline.deff);
  event.baseline = baseline.rate;
  event.promised = baseline.p0;
  event.evidence = change.evidence;
  event.baseline_version = series.BaselineVersion();
  event.learnt_over = series.Watched().Found();
  if (change.raised) event.why = WhyRose(series, change.since, {change.frames, change.flagged});
  event.silenced_until_ms = acts_.SilencedUntil(series.Name()).value_or(0);
}

// ------------------------------------------------------------------------------------------------------------- acts

std::size_t RatesStage::Take(const RatesAct& act, std::int64_t said_ms) {
  acts_.Hear(said_ms);
  std::size_t met = 0;
  for (std::size_t i = 0; i < series_.size(); ++i) {
    if (!Selects(act.which, series_[i].Name())) continue;
    ++met;
    if (act.act != ActKind::kRenew) continue;
    Renew(series_[i]);
    causes_.Renew(series_[i].Name());
    changed_[i] = true;
  }
  acts_.Write(act, met, said_ms);
  if (act.act == ActKind::kBudget && frames_per_false_alarm_) SetBudget();
  return met;
}

void RatesStage::Renew(FollowedSeries& series) {
  const std::int64_t tick = next_tick_.value_or(0);
  const std::optional<Baseline> former = series.Held();
  if (const auto ended = series.Renew(tick)) {
    Tell(series, *former, *ended);
    events_.back().by_renewal = true;
  }
}

}  // namespace labelwatch
