#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/filter_arguments.h"
#include "config/commands/findings_file.h"
#include "config/commands/written_json.h"
#include "consumers/files/formats.h"
#include "consumers/labeling/finding_csv.h"
#include "consumers/labeling/finding_export.h"
#include "consumers/labeling/finding_filter.h"
#include "schema/counted.h"

namespace labelwatch {
namespace {

struct ExportArguments {
  std::string findings, to, out, image_prefix;
  std::vector<std::string> labels;
  FindingFilter filter;
  bool force = false, json = false;
};

int Export(const ExportArguments& arguments) {
  std::vector<FindingRecord> findings;
  const auto read =
      ForEachFinding(arguments.findings, [&](FindingRecord finding) { findings.push_back(std::move(finding)); });
  if (!read) return Fail(read.error());
  read->Tell();
  std::unique_ptr<RecordStream> labels;
  if (!arguments.labels.empty()) {
    auto opened = OpenRecordStream(arguments.labels, {});
    if (!opened) return Fail(opened.error());
    labels = std::move(*opened);
  }
  const std::vector<FindingRecord> chosen = Chosen(std::move(findings), arguments.filter);
  const FindingExportOptions options = {arguments.to, arguments.image_prefix,
                                        arguments.force ? Replace::kYes : Replace::kNo};
  const auto done = ExportFindings(chosen, labels.get(), arguments.out, options);
  if (!done) return Fail(done.error());
  if (labels) PrintProblems(*labels);
  for (const auto& [what, count] : done->losses) {
    Say("not carried over: " + std::to_string(count) + " " + what);
  }
  if (arguments.json) {
    std::cout << WrittenJson({done->frames, "findings", done->findings, done->losses, read->left_out}) << std::flush;
    return kExitDone;
  }
  Note("exported: " + Counted(done->findings, "finding", "findings") + " in " + CountedFrames(done->frames));
  return kExitDone;
}

std::vector<std::string> Targets() {
  std::vector<std::string> targets = WritableIds();
  targets.emplace_back(kCsv);
  return targets;
}

// Label Studio counts in percent of a size that findings do not know.
void CheckSizes(const ExportArguments& arguments) {
  if (arguments.to != "label-studio" || !arguments.labels.empty()) return;
  throw CLI::ValidationError("--to label-studio", "needs the sizes of the frames: name their labels with --labels");
}

}  // namespace

void AddExport(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<ExportArguments>();  // lives as long as the callback
  CLI::App& command = *app.add_subcommand("export", "findings as a file that a labeling tool or a spreadsheet opens");
  command.add_option("--findings", arguments->findings, "findings written by replay")->required()->type_name("FILE");
  command.add_option("--to", arguments->to, "what to write")->required()->check(CLI::IsMember(Targets()));
  command.add_option("OUT", arguments->out, "the file to write; - for standard output")->required();
  command
      .add_option("--labels", arguments->labels,
                  "the labels that were judged: the sizes of frames, and the labels of those with findings, go along")
      ->type_name("FILE");
  AddFilter(command, arguments->filter);
  command.add_option("-n", arguments->filter.most, "so many, the most suspicious ones; 0: all")->capture_default_str();
  command
      .add_option("--image-prefix", arguments->image_prefix,
                  "put this before the name of each picture: https://host/set/, /data/local-files/?d=set/")
      ->type_name("TEXT");
  command.add_flag("--force", arguments->force, "replace the file where it is there");
  command.footer(
      "Examples:\n  labelwatch export --findings findings.jsonl --to csv -n 200 findings.csv\n"
      "  labelwatch export --findings findings.jsonl --labels instances.json --to coco --flagged findings_coco.json\n"
      "  labelwatch export --findings findings.jsonl --labels instances.json --to label-studio --kind missing \\\n"
      "    --image-prefix https://host/set/ tasks.json\n"
      "What cannot be carried over is counted on standard error.");
  AddWrittenJson(command, arguments->json);
  command.callback([arguments, &exit_code] {
    CheckSizes(*arguments);
    CheckWrittenJson(arguments->json, arguments->out);
    exit_code = Export(*arguments);
  });
}

}  // namespace labelwatch
