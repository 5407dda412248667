#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/exported_findings.h"
#include "config/commands/filter_arguments.h"
#include "config/commands/written_json.h"
#include "consumers/files/convert.h"
#include "consumers/kafka/labels_reader.h"
#include "consumers/labeling/finding_csv.h"
#include "consumers/labeling/finding_export.h"
#include "schema/counted.h"

namespace labelwatch {
namespace {

struct ExportArguments {
  std::string findings, config, to, out, image_prefix;
  std::vector<std::string> labels;
  FindingFilter filter;
  bool corrected = false, force = false, json = false;

  Replace IfThere() const { return force ? Replace::kYes : Replace::kNo; }
};

void TellLosses(const std::map<std::string, std::uint64_t>& losses) {
  for (const auto& [what, count] : losses) Say("not carried over: " + std::to_string(count) + " " + what);
}

int ExportCorrected(const ExportArguments& arguments, const KafkaOptions& kafka) {
  const auto corrections = ReadCorrections(kafka);
  if (!corrections) return Fail(corrections.error());
  auto labels = ReadCorrectedLabels(kafka, *corrections);
  if (!labels) return Fail(labels.error());
  const std::size_t gone = corrections->size() - labels->Size();
  const auto done = Convert(*labels, FormatOf(arguments.to), arguments.out,
                            {arguments.IfThere(), arguments.image_prefix}, [](const StreamProgress&) { return true; });
  if (!done) return Fail(done.error());
  if (gone > 0) {
    Say("topic " + kafka.topics.labels + " does not hold the corrected labels of " + CountedFrames(gone) + " any more");
  }
  TellLosses(done->losses);
  if (arguments.json) {
    std::cout << WrittenJson({done->frames, "labels", done->labels, done->losses, gone}) << std::flush;
    return kExitDone;
  }
  Note("exported: " + CountedFrames(done->frames) + " with " + CountedLabels(done->labels) +
       ", as reviewers left them");
  return kExitDone;
}

int ExportSource(const ExportArguments& arguments, Result<ExportedFindings> source) {
  if (!source) return Fail(source.error());
  source->read.Tell();
  const auto done = ExportFindings(source->findings, source->labels.get(), arguments.out,
                                   {arguments.to, arguments.image_prefix, arguments.IfThere()});
  if (!done) return Fail(done.error());
  if (source->labels) PrintProblems(*source->labels);
  TellLosses(done->losses);
  if (arguments.json) {
    std::cout << WrittenJson({done->frames, "findings", done->findings, done->losses, source->read.left_out})
              << std::flush;
    return kExitDone;
  }
  Note("exported: " + Counted(done->findings, "finding", "findings") + " in " + CountedFrames(done->frames));
  return kExitDone;
}

int Export(const ExportArguments& arguments) {
  if (!arguments.findings.empty())
    return ExportSource(arguments, FindingsOfFile(arguments.findings, arguments.labels, arguments.filter));
  const auto config = ReadConfig(arguments.config);
  if (!config) return kExitUsage;
  if (arguments.corrected) return ExportCorrected(arguments, config->kafka);
  return ExportSource(arguments, FindingsOfTopic(config->kafka, arguments.filter));
}

std::vector<std::string> Targets() {
  std::vector<std::string> targets = WritableIds();
  targets.emplace_back(kCsv);
  return targets;
}

// Their coordinates are parts of a size that findings do not know.
void CheckSizes(const ExportArguments& arguments) {
  const bool parts = arguments.to == "label-studio" || arguments.to == "encord";
  if (!parts || arguments.findings.empty() || !arguments.labels.empty()) return;
  throw CLI::ValidationError("--to " + arguments.to, "needs the sizes of the frames: name their labels with --labels");
}

}  // namespace

void AddExport(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<ExportArguments>();  // lives as long as the callback
  CLI::App& command = *app.add_subcommand(
      "export", "findings, or labels that reviewers corrected, as a file that a labeling tool or a spreadsheet opens");
  auto* const findings =
      command.add_option("--findings", arguments->findings, "findings written by replay")->type_name("FILE");
  auto* const config =
      command
          .add_option("--config", arguments->config,
                      "read the topics that this configuration names: what is flagged, with its labels")
          ->type_name("FILE");
  findings->excludes(config);
  auto* const corrected = command.add_flag("--corrected", arguments->corrected,
                                           "instead of findings the labels of the frames that reviewers corrected");
  corrected->needs(config);
  command.add_option("--to", arguments->to, "what to write")->required()->check(CLI::IsMember(Targets()));
  command.add_option("OUT", arguments->out, "the file to write; - for standard output")->required();
  command
      .add_option("--labels", arguments->labels,
                  "the labels that were judged: the sizes of frames, and the labels of those with findings, go along")
      ->type_name("FILE")
      ->needs(findings);
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
      "  labelwatch export --config labelwatch.yaml --to cvat --annotator bob bob.xml\n"
      "  labelwatch export --config labelwatch.yaml --corrected --to coco corrected.json\n"
      "What cannot be carried over is counted on standard error.");
  AddWrittenJson(command, arguments->json);
  command.callback([arguments, &exit_code] {
    if (arguments->findings.empty() && arguments->config.empty()) throw CLI::RequiredError("--findings or --config");
    if (arguments->corrected && arguments->to == kCsv) {
      throw CLI::ValidationError("--to csv", "is a table of findings; corrected labels need a format of labels");
    }
    CheckSizes(*arguments);
    CheckWrittenJson(arguments->json, arguments->out);
    exit_code = Export(*arguments);
  });
}

}  // namespace labelwatch
