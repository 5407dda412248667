#include "metrics/rates_status.h"

#include <algorithm>
#include <map>
#include <numbers>
#include <utility>

namespace labelwatch {
namespace {

RatesStatus::OneSeries StatusOf(const FollowedSeries& series, const RatesStage& stage) {
  RatesStatus::OneSeries one;
  one.name = series.Name();
  one.raised = series.Raised();
  one.learning = series.Learning();
  one.learnt_over_change = series.Watched().Found().has_value();
  if (one.raised) {
    one.since_ms = stage.TimeOf(series.SinceTick());
    one.why = stage.WhyRose(series);
  }
  const std::optional<double> threshold = stage.FramesPerFalseAlarm();
  if (!one.learning && threshold) {
    // Before the first frame there is none at all, which is no number.
    constexpr double kLeast = -18;
    one.evidence_log10 = std::max(kLeast, series.Evidence(*threshold) / std::numbers::ln10);
  }
  one.rate = series.Rate().Rate();
  const Interval bounds = series.Rate().Bounds();
  one.low = bounds.low;
  one.high = bounds.high;
  if (series.Held()) one.baseline = series.Held()->p0;
  one.baseline_version = series.BaselineVersion();
  one.silenced_until_ms = stage.Acts().SilencedUntil(one.name).value_or(0);
  return one;
}

// Of a model that is asked in several sets, what was seen in the one with most frames of late.
std::vector<RatesStatus::OneModel> ModelsOf(const Causes& causes) {
  std::map<std::string, MixEvidence> models;
  for (const auto& [name, mix] : causes.Mixes()) {
    MixEvidence evidence = mix.OfLate();
    const auto [known, added] = models.try_emplace(name.model);
    const auto rank = [](const MixEvidence& one) { return std::pair(one.learnt, one.frames); };
    if (added || rank(known->second) < rank(evidence)) known->second = std::move(evidence);
  }
  std::vector<RatesStatus::OneModel> shown;
  shown.reserve(models.size());
  for (const auto& [name, evidence] : models) {
    shown.push_back(
        {name,
         !evidence.learnt,
         evidence.mix.verdict,
         evidence.scores.moved,
         {evidence.labels.distance.value_or(MixDistance{}), evidence.predictions.distance.value_or(MixDistance{})}});
  }
  return shown;
}

}  // namespace

RatesStatus StatusOf(const RatesStage& stage, const RateOptions& options, std::size_t most) {
  RatesStatus status;
  for (const FollowedSeries& series : stage.Series()) status.series.push_back(StatusOf(series, stage));
  std::ranges::stable_sort(status.series, [](const auto& a, const auto& b) {
    if (a.raised != b.raised) return a.raised;
    if (a.learning != b.learning) return b.learning;
    if (a.learning && a.learnt_over_change != b.learnt_over_change) return a.learnt_over_change;
    return a.evidence_log10 > b.evidence_log10;
  });
  const auto quiet = std::ranges::find_if(status.series, [](const auto& one) { return !one.raised; });
  const auto raised = static_cast<std::size_t>(quiet - status.series.begin());
  status.series.resize(std::min(status.series.size(), std::max(most, raised)));
  status.models = ModelsOf(stage.WhatTellsCauses());
  status.causes_refused = stage.WhatTellsCauses().Refused();
  status.followed = stage.Series().size();
  status.limit = options.max_series;
  status.refused_rows = stage.Lost().refused_series;
  status.late_rows = stage.Lost().late_rows;
  status.visits = stage.OpenVisitCount();
  status.visits_limit = options.max_visits;
  status.visits_closed_early = stage.VisitsClosedEarly();
  status.budget = stage.Budget();
  status.frames_per_false_alarm = stage.FramesPerFalseAlarm();
  status.acts = stage.Acts().Last();
  status.now_ms = std::max<std::int64_t>(0, stage.Now());
  return status;
}

}  // namespace labelwatch
