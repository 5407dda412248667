#include "config/commands/replay_end.h"

#include <iostream>

#include "config/commands/calibration_file.h"
#include "config/commands/console.h"
#include "consumers/alarm_text.h"
#include "consumers/input_health.h"
#include "consumers/labeling/precision.h"
#include "consumers/ranking_table.h"
#include "consumers/summary.h"
#include "schema/json_writer.h"
#include "schema/output.h"
#include "schema/text.h"

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

// One object on one line; the findings of the table as its lines in a file would be.
std::string SummaryJson(const StreamCounts& counts, const Names& names, const std::vector<std::string>& warnings,
                        const Ranking& top) {
  JsonWriter json;
  json.OpenObject();
  PutCounts(counts, json);
  PutMeetings(counts, names, json);
  json.Key("warnings").OpenList();
  for (const std::string& warning : warnings) json.Text(CleanText(warning));
  json.CloseList();
  json.CloseObject();
  std::string text(json.Written());
  text.pop_back();  // the end of the object: its last member is made of lines
  text += ",\"top\":[";
  for (const RankedObject& object : top.Objects()) {
    if (&object != &top.Objects().front()) text += ',';
    AppendFindingJson(object.worst, text);
  }
  return text + "]}\n";
}

}  // namespace

Result<void> ReplayLines::Open(const ReplayArguments& arguments) {
  for (const auto& [path, file] :
       {std::pair{&arguments.findings, &findings}, {&arguments.alarms, &alarms}, {&arguments.requests, &requests}}) {
    if (auto opened = file->Open(*path); !opened) return opened;
  }
  return {};
}

Result<void> WriteAtEnd(const ReplayArguments& arguments, const ReplayPass& pass, const LearningStage& learning,
                        const Metrics& metrics, const Names& names, ReplayLines& lines, Report* report) {
  if (auto saved = pass.SaveBaselines(*learning.Current()); !saved) return saved;
  for (const AlarmEvent& event : pass.Alarms()) lines.alarms.Stream() << AlarmJson(event, pass.Times()) << '\n';
  for (WholeFile* const file : {&lines.findings, &lines.alarms, &lines.requests}) {
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

void PrintAtEnd(const ReplayArguments& arguments, const ReplayPass& pass, const Names& names,
                const std::vector<std::string>& warnings, const Ranking& top, const std::optional<KnownMistakes>& known,
                const std::optional<Verdicts>& verdicts) {
  if (arguments.json) {
    std::cout << SummaryJson(pass.Totals(), names, warnings, top);
    if (verdicts) std::cout << PrecisionJson(*verdicts) << "\n";
    std::cout << std::flush;
    return;
  }
  std::cout << CountsText(pass.Totals()) << MeetingsText(pass.Totals(), names);
  if (arguments.top > 0) std::cout << "\n" << RankingTable(top, known ? &*known : nullptr, TerminalWidth());
  if (verdicts) std::cout << "\n" << PrecisionText(*verdicts);
  std::cout << "\n"
            << AlarmsText(pass.Alarms(), pass.Rates(), pass.Times()) << WorstSeriesText(pass.Rates()) << std::flush;
}

}  // namespace labelwatch
