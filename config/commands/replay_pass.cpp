#include "config/commands/replay_pass.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "config/commands/baselines_file.h"
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

TaskOptions For(const RecordStream& stream, const FileRates& follow, TaskOptions options) {
  if (options.join.models.empty()) options.join.models = stream.Models();
  options.rates = follow.options;
  options.labels_in_order = follow.times.order;
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
  Task task(For(**stream, RatesOver(**stream, options.rates), options), names, copy, nothing);
  return Go("learning", **stream, task, [&] {
    task.TakeCounts();
    Commit(copy, learning);
  });
}

Result<bool> ReplayPass::Judge(const TaskOptions& options, Names& names, LearningStage& learning, Outputs& outputs) {
  auto stream = arguments_.input.Open();
  if (!stream) return tl::unexpected(stream.error());
  follow_ = RatesOver(**stream, options.rates);
  if (!follow_.why.empty()) Say(follow_.why);
  if (auto started = StartRates(*learning.Current()); !started) return tl::unexpected(started.error());
  const TaskOptions fitted = For(**stream, follow_, options);
  WorkingCopy copy(options.inspect, names.classes, learning.Of(kWorker));
  Task task(fitted, names, copy, outputs);
  auto done = Go("replay", **stream, task, [&] {
    Follow(task);
    Count(task, options);
    Commit(copy, learning);
  });
  sample_ = task.Sample();
  rates_->Finish();
  ShowRates();
  if (auto written = tallies_.Close(); !written && done) return tl::unexpected(written.error());
  return done;
}

Result<void> ReplayPass::StartRates(const Calibration& calibration) {
  rates_.emplace(follow_.options);
  history_.emplace(follow_.options.tick_ms, HistoryLimits{.series = follow_.options.max_series});
  board_ = std::make_shared<RatesBoard>();
  metrics_.WatchRates([board = board_] { return board->Now(); });
  if (auto opened = tallies_.Open(arguments_.tallies); !opened) return opened;
  const std::string& path = arguments_.baselines;
  if (path.empty()) return {};
  const auto baselines = ReadBaselines(path, follow_.times.order);
  if (!baselines) return tl::unexpected(baselines.error());
  if (auto fit = CheckMarks(*baselines, path, calibration); !fit) return fit;
  const auto left_out = Hold(*baselines, follow_.options, *rates_);
  if (!left_out) return BadInput(path + ": " + left_out.error().message);
  if (*left_out > 0) Say(std::to_string(*left_out) + " baselines were left out: series beyond the limit");
  return {};
}

// The same object as a service commits, so that what is recorded says what was followed.
void ReplayPass::Follow(const Task& task) {
  Tally tally;
  tally.group = tally.worker = kWorker;
  CoveredInput& covered = tally.covered.emplace_back();
  covered.clock_ms = task.LabelClock();
  tally.frames = task.Counts().frames;
  tally.flagged_frames = task.Counts().flagged_frames;
  tally.series = task.Series();
  if (follow_.times.order) tally.frames_in_order = follow_.options.budget_ms / kFrameIntervalMs;
  rates_->Take(tally, covered.clock_ms);
  history_->Add(tally.series);
  tallies_.Write(tally);
  ShowRates();
}

void ReplayPass::ShowRates() {
  for (const AlarmEvent& event : rates_->TakeEvents()) {
    metrics_.Told(event);
    alarms_.push_back(event);
  }
  board_->Show(std::make_shared<const RatesStatus>(StatusOf(*rates_, follow_.options)));
  if (view_ != nullptr) view_->Show(std::make_shared<const DrawnRates>(DrawRates(Followed())));
}

Result<void> ReplayPass::SaveBaselines(const Calibration& calibration) const {
  if (arguments_.save_baselines.empty()) return {};
  SavedBaselines saved = BaselinesOf(*rates_, follow_.options, follow_.times.order);
  saved.weights = MarksOf(calibration);
  return WriteBaselines(arguments_.save_baselines, saved);
}

template <typename OnCommit>
Result<bool> ReplayPass::Go(const std::string& name, RecordStream& stream, Task& task, OnCommit commit) {
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
  task.Finish();  // where the end was not reached, too
  commit();
  read_ = stream.Progress();
  progress.Finish(read_.frames, read_.total_frames, MonotonicMs());
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
