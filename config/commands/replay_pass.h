#pragma once
// One pass of `labelwatch replay` over the files: progress, the wanted speed; once a second what was counted and
// learnt is committed.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/commands/replay_arguments.h"
#include "config/commands/signals.h"
#include "config/commands/tally_file.h"
#include "consumers/file_rates.h"
#include "consumers/plot/series_sections.h"
#include "consumers/report/rates_view.h"
#include "consumers/task.h"
#include "detectors/learning/learning_stage.h"
#include "detectors/rates/rates_stage.h"
#include "metrics/exporter.h"
#include "metrics/rates_status.h"

namespace labelwatch {

class ReplayPass {
 public:
  // All must outlive the object.
  // `view`: where the rates are drawn as they are followed; null: nowhere.
  ReplayPass(const ReplayArguments& arguments, const Signals& signals, Metrics& metrics, RatesView* view = nullptr)
      : arguments_(arguments), signals_(signals), metrics_(metrics), view_(view) {}

  // Learns from the frames, and no more; judges and counts them as well. False: it was stopped. What was read by then,
  // or before an error of the files, is judged and counted to its end.
  Result<bool> Learn(const TaskOptions& options, Names& names, LearningStage& learning);
  Result<bool> Judge(const TaskOptions& options, Names& names, LearningStage& learning, Outputs& outputs);

  // After Judge, where they were asked for.
  Result<void> SaveBaselines(const Calibration& calibration) const;

  // How far the last pass came.
  const StreamProgress& Read() const { return read_; }
  const StreamCounts& Totals() const { return totals_; }
  // After Judge: the series that were followed, the alarms in their order, and what their times mean.
  const RatesStage& Rates() const { return *rates_; }
  std::span<const AlarmEvent> Alarms() const { return alarms_; }
  FollowedRates Followed() const { return {*rates_, alarms_, *history_, follow_.times}; }
  const LabelTimes& Times() const { return follow_.times; }
  const InputSample& Sample() const { return sample_; }

 private:
  template <typename OnCommit>
  Result<bool> Go(const std::string& name, RecordStream& stream, Task& task, OnCommit commit);
  void Count(Task& task, const TaskOptions& options);
  Result<void> StartRates(const Calibration& calibration);
  void Follow(const Task& task);
  void ShowRates();
  void Pace(std::int64_t start_ms, std::uint64_t frames) const;

  const ReplayArguments& arguments_;
  const Signals& signals_;
  Metrics& metrics_;
  RatesView* view_;
  StreamProgress read_;
  StreamCounts totals_;
  std::optional<RatesStage> rates_;
  std::vector<AlarmEvent> alarms_;
  std::optional<CountHistory> history_;
  std::shared_ptr<RatesBoard> board_;  // shared with the metrics, which outlive this
  FileRates follow_;
  TallyFile tallies_;
  InputSample sample_;
};

}  // namespace labelwatch
