#include "detectors/rates/act_book.h"

#include <algorithm>

#include "schema/text.h"

namespace labelwatch {
namespace {

// Names are typed as they are shown.
bool SameName(std::string_view said, std::string_view name) { return said == name || said == CleanText(name); }

// `models`: joined by '+'.
bool AmongModels(std::string_view said, const std::string& models) {
  if (SameName(said, models)) return true;
  for (std::size_t at = 0; (at = models.find(said, at)) != std::string::npos; ++at) {
    const std::size_t end = at + said.size();
    if ((at == 0 || models[at - 1] == '+') && (end == models.size() || models[end] == '+')) return true;
  }
  return false;
}

}  // namespace

bool Selects(const SeriesSelection& which, const SeriesName& name) {
  return (!which.dimension || *which.dimension == name.dimension) && (!which.kind || *which.kind == name.kind) &&
         (which.value.empty() || SameName(which.value, name.value)) &&
         (which.regime.empty() || SameName(which.regime, name.regime)) &&
         (which.model.empty() || AmongModels(which.model, name.models));
}

void ActBook::Hear(std::int64_t said_ms) {
  if (said_ms <= state_.heard_ms) return;
  state_.heard_ms = said_ms;
  std::erase_if(state_.silences, [&](const SilencedSeries& one) { return one.until_ms <= said_ms; });
}

void ActBook::Write(const RatesAct& act, std::uint64_t series, std::int64_t said_ms) {
  if (act.act == ActKind::kBudget) state_.budget = BudgetTerms{act.false_alarms, act.period_ms};
  if (act.act == ActKind::kSilence) Silence(act);
  if (state_.last.size() >= kActsShown) state_.last.erase(state_.last.begin());
  state_.last.push_back({act, series, said_ms});
}

void ActBook::Silence(const RatesAct& act) {
  std::vector<SilencedSeries>& silences = state_.silences;
  std::erase_if(silences, [&](const SilencedSeries& one) { return one.which == act.which; });
  if (act.until_ms <= state_.heard_ms) return;
  if (silences.size() >= kMostSilences) {
    silences.erase(std::ranges::min_element(silences, {}, &SilencedSeries::until_ms));
  }
  silences.push_back({act.which, act.until_ms});
}

std::optional<std::int64_t> ActBook::SilencedUntil(const SeriesName& name) const {
  std::optional<std::int64_t> until;
  for (const SilencedSeries& one : state_.silences) {
    if (Selects(one.which, name)) until = std::max(until.value_or(one.until_ms), one.until_ms);
  }
  return until;
}

void ActBook::Restore(const ActState& state) {
  state_ = state;
  state_.silences.resize(std::min(state_.silences.size(), kMostSilences));
  state_.last.resize(std::min(state_.last.size(), kActsShown));
}

}  // namespace labelwatch
