#pragma once
// What `labelwatch replay` writes and says once the files are read, or as far as they were read.

#include <optional>
#include <string>
#include <vector>

#include "config/commands/replay_arguments.h"
#include "config/commands/replay_pass.h"
#include "consumers/files/whole_file.h"
#include "consumers/known_mistakes.h"
#include "consumers/labeling/verdicts.h"
#include "consumers/ranking.h"
#include "consumers/report/report.h"
#include "detectors/learning/learning_stage.h"
#include "metrics/exporter.h"

namespace labelwatch {

// Files of lines, as far as they were asked for.
struct ReplayLines {
  WholeFile findings, alarms, requests;

  Result<void> Open(const ReplayArguments& arguments);
};

// Files, as far as they were asked for. `report`: null where nobody did.
Result<void> WriteAtEnd(const ReplayArguments& arguments, const ReplayPass& pass, const LearningStage& learning,
                        const Metrics& metrics, const Names& names, ReplayLines& lines, Report* report);

// Counts, table, what verdicts say of them, and rates. `warnings`: of the input as a whole.
void PrintAtEnd(const ReplayArguments& arguments, const ReplayPass& pass, const Names& names,
                const std::vector<std::string>& warnings, const Ranking& top, const std::optional<KnownMistakes>& known,
                const std::optional<Verdicts>& verdicts);

// "stopped before the end of the files, after 120 of 5000 frames".
std::string StoppedAt(const StreamProgress& read);

}  // namespace labelwatch
