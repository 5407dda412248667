#pragma once
// What people have decided about the rates (schema/rates_act.h) and still holds: the budget, which series are silenced
// and until when, and the last acts, to be shown.
//
//   ActBook book;
//   book.Hear(said_ms);                         // of every record, so that silences end by themselves
//   book.Write(act, series_met, said_ms);
//   if (book.SilencedUntil(name)) ...           // its alarms call nobody
//
// A silence is a rule, not a mark of those series that were there: a series that begins later is met as well. It ends
// by the clock of the records, which everybody reads alike; time passes while records come. Pure. Single-owner.

#include <cstdint>
#include <optional>
#include <vector>

#include "detectors/rates/series_state.h"
#include "schema/rates_act.h"

namespace labelwatch {

// Whether a series has all that is said.
bool Selects(const SeriesSelection& which, const SeriesName& name);

class ActBook {
 public:
  // Beyond it the silence that ends first makes room.
  static constexpr std::size_t kMostSilences = 100, kActsShown = 20;

  void Hear(std::int64_t said_ms);
  // `series`: how many it met.
  void Write(const RatesAct& act, std::uint64_t series, std::int64_t said_ms);

  // Nothing: that of the options.
  const std::optional<BudgetTerms>& Budget() const { return state_.budget; }
  // Unix time. Nothing: not silenced.
  std::optional<std::int64_t> SilencedUntil(const SeriesName& name) const;
  const std::vector<TakenAct>& Last() const { return state_.last; }  // oldest first
  std::size_t Silences() const { return state_.silences.size(); }

  const ActState& State() const { return state_; }
  void Restore(const ActState& state);

 private:
  void Silence(const RatesAct& act);

  ActState state_;
};

}  // namespace labelwatch
