#pragma once
// One pass of `labelwatch replay` over the files: progress, the wanted speed; once a second what was counted and
// learnt is committed.

#include <cstdint>
#include <string>

#include "config/commands/replay_arguments.h"
#include "config/commands/signals.h"
#include "consumers/task.h"
#include "detectors/learning/learning_stage.h"
#include "metrics/exporter.h"

namespace labelwatch {

class ReplayPass {
 public:
  // All must outlive the object.
  ReplayPass(const ReplayArguments& arguments, const Signals& signals, Metrics& metrics)
      : arguments_(arguments), signals_(signals), metrics_(metrics) {}

  // Learns from the frames, and no more; judges and counts them as well. False: it was stopped.
  Result<bool> Learn(const TaskOptions& options, Names& names, LearningStage& learning);
  Result<bool> Judge(const TaskOptions& options, Names& names, LearningStage& learning, Outputs& outputs);

  const StreamCounts& Totals() const { return totals_; }

 private:
  template <typename OnCommit>
  Result<bool> Go(const std::string& name, RecordStream& stream, Task& task, OnCommit commit) const;
  void Count(Task& task, const TaskOptions& options);
  void Pace(std::int64_t start_ms, std::uint64_t frames) const;

  const ReplayArguments& arguments_;
  const Signals& signals_;
  Metrics& metrics_;
  StreamCounts totals_;
};

}  // namespace labelwatch
