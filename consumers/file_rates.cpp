#include "consumers/file_rates.h"

namespace labelwatch {

RateOptions InLabelTime(RateOptions options) {
  constexpr std::int64_t kForever = INT64_MAX / 4;
  options.lateness_ms = options.max_ahead_ms = kForever;
  return options;
}

RateOptions InOrder(std::uint64_t frames, RateOptions options) {
  constexpr std::int64_t kFramesOfATick = 20, kFramesOfAGap = 100, kFramesIfUnknown = 10'000;
  options.tick_ms = kFramesOfATick * kFrameIntervalMs;
  options.visit_gap_ms = kFramesOfAGap * kFrameIntervalMs;
  options.lateness_ms = 0;
  options.max_ahead_ms = INT64_MAX / 4;
  options.budget_ms = (frames > 0 ? static_cast<std::int64_t>(frames) : kFramesIfUnknown) * kFrameIntervalMs;
  return options;
}

FileRates RatesOver(const RecordStream& stream, const RateOptions& options) {
  // With fewer, a change within the stream would fall into one or two of them.
  constexpr std::int64_t kLeastTicks = 10;
  const auto span = stream.LabelTimes();
  if (span && span->Length() >= kLeastTicks * options.tick_ms) return {InLabelTime(options), {}, {}};
  FileRates follow{InOrder(stream.Progress().total_frames, options), {.order = true}, {}};
  if (span) {
    const LabelTimes dates;
    follow.why = span->Length() == 0
                     ? "all labels have the same time, " + dates.Text(span->first_ms)
                     : "all labels have times from " + dates.Text(span->first_ms) + " to " + dates.Text(span->last_ms);
    follow.why += ", which tells nothing of their order: rates follow the order of the frames";
  }
  return follow;
}

}  // namespace labelwatch
