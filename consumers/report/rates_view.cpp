#include "consumers/report/rates_view.h"

#include <algorithm>
#include <memory>

namespace labelwatch {
namespace {

constexpr std::size_t kParts = 128;

}  // namespace

RatesDrawing::RatesDrawing(RatesView& view, const RateOptions& options)
    : view_(view), history_(options.tick_ms, {.series = options.max_series, .parts = kParts, .span_ms = kShownMs}) {}

void RatesDrawing::Add(const SeriesSums& sums) { history_.Add(sums); }

void RatesDrawing::Tell(const AlarmEvent& event) {
  const bool known = std::ranges::any_of(alarms_, [&](const AlarmEvent& one) {
    return one.series == event.series && one.time_ms == event.time_ms && one.raised == event.raised;
  });
  if (known) return;
  if (alarms_.size() == kMostAlarms) alarms_.erase(alarms_.begin());
  alarms_.push_back(event);
  changed_ = true;
}

// Counts of a tick are whole once it is closed: until then a drawing stays.
void RatesDrawing::Show(const RatesStage& stage) {
  if (!changed_ && drawn_ticks_ == stage.ClosedTicks()) return;
  view_.Show(std::make_shared<const DrawnRates>(DrawRates({stage, alarms_, history_, {}})));
  drawn_ticks_ = stage.ClosedTicks();
  changed_ = false;
}

void RatesDrawing::Hide() {
  drawn_ticks_ = std::nullopt;
  view_.Show(nullptr);
}

}  // namespace labelwatch
