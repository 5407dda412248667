#include "config/commands/replay_arguments.h"

#include "config/commands/filter_arguments.h"

namespace labelwatch {
namespace {

void AddOutputs(CLI::App& command, ReplayArguments& arguments) {
  command.add_option("--findings", arguments.findings, "write every finding, flagged or not, one JSON object a line")
      ->type_name("OUT.jsonl");
  command.add_option("--alarms", arguments.alarms, "write every alarm, one JSON object a line")->type_name("OUT.jsonl");
  command
      .add_option("--requests", arguments.requests,
                  "write which frames people would be asked to look at, one RelabelRequest as JSON a line")
      ->type_name("OUT.jsonl");
  command
      .add_option("--tallies", arguments.tallies,
                  "write what was counted for rates, for backtest: protobuf JSON lines where the name ends in .jsonl, "
                  "else binary")
      ->type_name("OUT");
  auto* report =
      command.add_option("--report", arguments.report.folder, "write a page with the worst frames")->type_name("DIR");
  command.add_option("--report-frames", arguments.report.frames, "how many frames the page holds")
      ->needs(report)
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str()
      ->type_name("N");
  command
      .add_option("--images", arguments.report.images,
                  "folder of the pictures: they are judged, and the page shows them")
      ->type_name("DIR");
  command.add_option("--metrics", arguments.metrics, "write the metrics as they are at the end")->type_name("OUT.prom");
  command.add_option("--serve", arguments.serve, "serve metrics while it runs and after it until Ctrl-C")
      ->type_name("HOST:PORT");
}

void AddTable(CLI::App& command, ReplayArguments& arguments) {
  command.add_option("--top", arguments.top, "print the N most suspicious labels")
      ->capture_default_str()
      ->type_name("N");
  AddFilter(command, arguments.filter);
  for (const char* option : {"--kind", "--class", "--annotator", "--source", "--model", "--probability", "--flagged"}) {
    command.get_option(option)->group("Options of the table");
  }
}

void AddJudging(CLI::App& command, ReplayArguments& arguments) {
  command
      .add_option("--verdicts", arguments.verdicts,
                  "what reviewers decided, one JSON object a line: decided findings leave table and page, precision is "
                  "printed, probabilities are measured by them")
      ->type_name("FILE");
  command.add_option("--staged", arguments.staged, "mark in the table what this file lists as known mistakes")
      ->type_name("FILE");
  command
      .add_option("--flag-per-1000", arguments.flag_per_1000,
                  "flag so many of 1,000 frames, the most suspicious ones; 0: by score")
      ->check(CLI::Range(0.0, 1000.0))
      ->type_name("N");
  command.add_option("--ontology", arguments.ontology, "rules for classes, sizes, counts and attributes")
      ->type_name("FILE");
}

void AddLearned(CLI::App& command, ReplayArguments& arguments) {
  auto* calibration =
      command.add_option("--calibration", arguments.calibration, "start from a saved calibration")->type_name("FILE");
  auto* save_calibration =
      command.add_option("--save-calibration", arguments.save_calibration, "save what was learned")->type_name("FILE");
  command
      .add_option("--baselines", arguments.baselines,
                  "hold rates to what was usual in an earlier replay, from the first frame on; with its calibration")
      ->needs(calibration)
      ->type_name("FILE");
  command.add_option("--save-baselines", arguments.save_baselines, "save what was learnt to be usual")
      ->needs(save_calibration)
      ->type_name("FILE");
  command.add_option("--passes", arguments.passes, "2: learn on a first pass, judge on a second")
      ->check(CLI::Range(1, 2))
      ->capture_default_str();
}

}  // namespace

void ReplayArguments::AddTo(CLI::App& command) {
  input.AddTo(command);
  AddOutputs(command, *this);
  AddTable(command, *this);
  AddJudging(command, *this);
  AddLearned(command, *this);
  command.add_option("--rate", rate, "at most this many frames per second; 0: as fast as it goes")
      ->check(CLI::Range(0.0, 1e9))
      ->capture_default_str();
  command.add_option("--config", config, "configuration; without it the defaults")->type_name("FILE");
  command.add_flag("--json", json, "print counts, models, what is wrong with the input and the table as JSON");
}

}  // namespace labelwatch
