#include "config/commands/replay_end.h"

#include <iostream>

#include "config/commands/calibration_file.h"
#include "config/commands/console.h"
#include "consumers/alarm_text.h"
#include "consumers/labeling/precision.h"
#include "consumers/summary.h"

namespace labelwatch {
namespace {

Result<void> WriteReport(Report& report, const ReplayPass& pass, const Names& names, const ReportOptions& options) {
  const FollowedRates rates = pass.Followed();
  if (auto written = report.Finish(pass.Totals(), names, &rates); !written) return written;
  if (report.MissingPictures() > 0) {
    Say(std::to_string(report.MissingPictures()) + " pictures were not found in " + options.images);
  }
  Note("report: " + options.folder + "/index.html");
  return {};
}

}  // namespace

Result<void> WriteAtEnd(const ReplayArguments& arguments, const ReplayPass& pass, const LearningStage& learning,
                        const Metrics& metrics, const Names& names, WholeFile& findings, WholeFile& alarms,
                        Report* report) {
  if (auto saved = pass.SaveBaselines(*learning.Current()); !saved) return saved;
  for (const AlarmEvent& event : pass.Alarms()) alarms.Stream() << AlarmJson(event, pass.Times()) << '\n';
  for (WholeFile* const file : {&findings, &alarms}) {
    if (auto closed = file->Close(); !closed) return closed;
  }
  if (auto saved = SaveCalibration(learning, arguments.save_calibration); !saved) return saved;
  if (!arguments.metrics.empty()) {
    if (auto saved = WriteFile(arguments.metrics, metrics.Text()); !saved) return saved;
  }
  return report != nullptr ? WriteReport(*report, pass, names, arguments.report) : Result<void>();
}

std::string StoppedAt(const StreamProgress& read) {
  std::string text = "stopped before the end of the files, after " + std::to_string(read.frames);
  if (read.total_frames > 0) text += " of " + std::to_string(read.total_frames);
  return text + " frames";
}

void PrintAtEnd(const ReplayArguments& arguments, const ReplayPass& pass, const Names& names, const Ranking& top,
                const std::optional<KnownMistakes>& known, const std::optional<Verdicts>& verdicts) {
  std::cout << (arguments.json ? CountsJson(pass.Totals()) : CountsText(pass.Totals()));
  if (arguments.json && verdicts) std::cout << PrecisionJson(*verdicts) << "\n";
  if (!arguments.json) std::cout << MeetingsText(pass.Totals(), names);
  if (arguments.top > 0 && !arguments.json) {
    std::cout << "\n" << RankingTable(top, known ? &*known : nullptr);
  }
  if (verdicts && !arguments.json) std::cout << "\n" << PrecisionText(*verdicts);
  if (!arguments.json) {
    std::cout << "\n" << AlarmsText(pass.Alarms(), pass.Rates(), pass.Times()) << WorstSeriesText(pass.Rates());
  }
  std::cout << std::flush;
}

}  // namespace labelwatch
