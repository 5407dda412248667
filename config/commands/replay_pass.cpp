#include "config/commands/replay_pass.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "config/commands/console.h"
#include "consumers/replay.h"

namespace labelwatch {
namespace {

constexpr std::int64_t kCommitIntervalMs = 1000;
const std::string kWorker = "replay";

class NoOutputs : public Outputs {
  void Judged(const JoinedFrame&, const Calibration&, const Judgement&, const Inspector&) override {}
  void Refused(const Record&, Rejection) override {}
};

// Rates are followed in the time in which labels were made. Where files say it, it stands in no order, so that ticks
// close when all is read, and the time of a record bounds nothing. Where they do not, a frame is a step of time and the
// whole stream the period of the budget.
RateOptions RatesFor(const RecordStream& stream, RateOptions rates) {
  constexpr std::int64_t kForever = INT64_MAX / 4;
  if (stream.HasLabelTimes()) {
    rates.lateness_ms = rates.max_ahead_ms = kForever;
    return rates;
  }
  constexpr std::int64_t kFramesOfATick = 20, kFramesOfAGap = 100, kFramesIfUnknown = 10'000;
  const auto total = static_cast<std::int64_t>(stream.Progress().total_frames);
  rates.tick_ms = kFramesOfATick * kFrameIntervalMs;
  rates.visit_gap_ms = kFramesOfAGap * kFrameIntervalMs;
  rates.lateness_ms = 0;
  rates.budget_ms = (total > 0 ? total : kFramesIfUnknown) * kFrameIntervalMs;
  return rates;
}

TaskOptions For(const RecordStream& stream, TaskOptions options) {
  if (options.join.models.empty()) options.join.models = stream.Models();
  options.rates = RatesFor(stream, options.rates);
  return options;
}

// Nothing can fail on the way: what was learnt is applied at once.
void Commit(WorkingCopy& copy, LearningStage& learning) {
  Tally tally;
  tally.worker = kWorker;
  tally.lessons = copy.LearntSinceCommit();
  learning.Apply(tally);
  copy.Committed(learning.Of(kWorker));
}

}  // namespace

Result<bool> ReplayPass::Learn(const TaskOptions& options, Names& names, LearningStage& learning) {
  auto stream = arguments_.input.Open();
  if (!stream) return tl::unexpected(stream.error());
  NoOutputs nothing;
  WorkingCopy copy(options.inspect, names.classes, learning.Of(kWorker));
  Task task(For(**stream, options), names, copy, nothing);
  return Go("learning", **stream, task, [&] {
    task.TakeCounts();
    Commit(copy, learning);
  });
}

Result<bool> ReplayPass::Judge(const TaskOptions& options, Names& names, LearningStage& learning, Outputs& outputs) {
  auto stream = arguments_.input.Open();
  if (!stream) return tl::unexpected(stream.error());
  WorkingCopy copy(options.inspect, names.classes, learning.Of(kWorker));
  const TaskOptions fitted = For(**stream, options);
  times_.order = !(*stream)->HasLabelTimes();
  rates_.emplace(fitted.rates);
  board_ = std::make_shared<RatesBoard>();
  metrics_.WatchRates([board = board_] { return board->Now(); });
  Task task(fitted, names, copy, outputs);
  auto done = Go("replay", **stream, task, [&] {
    Follow(task, fitted.rates);
    Count(task, options);
    Commit(copy, learning);
  });
  rates_->Finish();
  ShowRates(fitted.rates);
  return done;
}

void ReplayPass::Follow(const Task& task, const RateOptions& rates) {
  rates_->Take(task.Series(), task.LabelClock());
  ShowRates(rates);
}

void ReplayPass::ShowRates(const RateOptions& rates) {
  for (const AlarmEvent& event : rates_->TakeEvents()) {
    metrics_.Increase(Counter("labelwatch_alarms_total"),
                      {kDimensions[Place(event.series.dimension)].word, SeriesKindWord(event.series.kind),
                       event.raised ? "raised" : "cleared"});
    alarms_.push_back(event);
  }
  board_->Show(std::make_shared<const RatesStatus>(StatusOf(*rates_, rates)));
}

template <typename OnCommit>
Result<bool> ReplayPass::Go(const std::string& name, RecordStream& stream, Task& task, OnCommit commit) const {
  Progress progress = ShowProgress(name);
  const std::int64_t start = MonotonicMs();
  std::int64_t committed = start;
  auto done = Replay(stream, task, [&](const StreamProgress& at, Task&) {
    const std::int64_t now = MonotonicMs();
    progress.Show(at.frames, at.total_frames, now);
    if (now - committed >= kCommitIntervalMs) {
      commit();
      committed = now;
    }
    if (arguments_.rate > 0) Pace(start, at.frames);
    return !signals_.Token().stop_requested();
  });
  commit();
  const StreamProgress at = stream.Progress();
  progress.Finish(at.frames, at.total_frames, MonotonicMs());
  PrintProblems(stream);
  return done;
}

void ReplayPass::Count(Task& task, const TaskOptions& options) {
  const StreamCounts counts = task.TakeCounts();
  totals_.Add(counts);
  TaskStatus status;
  status.open_frames = task.Join().Frames();
  status.limit_frames = options.join.max_frames;
  status.buffer_bytes = task.Join().Bytes();
  status.limit_bytes = options.join.max_bytes;
  status.sequences = task.Sequences();
  status.limit_sequences = options.inspect.tracks.sequences;
  for (std::size_t side = 0; side < kSides; ++side) {
    status.sides[side].open_records = task.Join().OpenRecords(static_cast<Side>(side));
  }
  metrics_.Committed(counts, status);
}

void ReplayPass::Pace(std::int64_t start_ms, std::uint64_t frames) const {
  const auto due = start_ms + static_cast<std::int64_t>(1000 * static_cast<double>(frames) / arguments_.rate);
  const std::int64_t wait = due - MonotonicMs();
  if (wait <= 0) return;
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, signals_.Token(), std::chrono::milliseconds(wait), [] { return false; });
}

}  // namespace labelwatch
