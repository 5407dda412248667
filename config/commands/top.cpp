#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/filter_arguments.h"
#include "config/commands/flagged_findings.h"
#include "consumers/ranking.h"
#include "consumers/ranking_table.h"
#include "schema/output.h"

namespace labelwatch {
namespace {

struct TopArguments {
  std::string config, findings, staged;
  FindingFilter filter;
  std::size_t n = 10;
  bool json = false;
};

// As a file of findings has them.
void PrintLines(const Ranking& ranking) {
  std::string lines;
  for (const RankedObject& object : ranking.Objects()) {
    AppendFindingJson(object.worst, lines);
    lines += '\n';
  }
  std::cout << lines << std::flush;
}

int Top(const TopArguments& arguments) {
  const auto known = ReadKnown(arguments.staged);
  if (!known) return Fail(known.error());
  Ranking ranking(arguments.n);
  Result<FindingsRead> read;
  if (!arguments.findings.empty()) {
    read = ForEachFinding(arguments.findings, [&](FindingRecord finding) {
      if (arguments.filter.Passes(finding)) ranking.Add(std::move(finding));
    });
  } else {
    const auto config = ReadConfig(arguments.config);
    if (!config) return kExitUsage;
    read = ForEachFlagged(config->kafka, [&](FlaggedFrame frame) {
      for (FindingRecord& finding : frame.findings) {
        if (arguments.filter.Passes(finding)) ranking.Add(std::move(finding));
      }
    });
  }
  if (!read) return Fail(read.error());
  if (arguments.json) {
    PrintLines(ranking);
  } else {
    std::cout << RankingTable(ranking, *known ? &**known : nullptr, TerminalWidth()) << std::flush;
  }
  read->Tell();
  return kExitDone;
}

}  // namespace

void AddTop(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<TopArguments>();  // lives as long as the callback
  CLI::App& command =
      *app.add_subcommand("top", "the most suspicious labels, from a findings file or the flagged topic");
  auto* top_findings =
      command.add_option("--findings", arguments->findings, "findings written by replay")->type_name("FILE");
  auto* top_config =
      command.add_option("--config", arguments->config, "read the flagged topic that this configuration names")
          ->type_name("FILE");
  top_findings->excludes(top_config);
  command.add_option("-n", arguments->n, "how many")->capture_default_str();
  AddFilter(command, arguments->filter);
  command.add_flag("--json", arguments->json, "print the findings, one JSON object a line, as replay --findings does");
  command.add_option("--staged", arguments->staged, "mark what this file lists as known mistakes")->type_name("FILE");
  command.footer(
      "Examples:\n  labelwatch top --findings findings.jsonl -n 50\n"
      "  labelwatch top --findings findings.jsonl --kind missing --class person --flagged\n"
      "  labelwatch top --config labelwatch.yaml --annotator bob --json");
  command.callback([arguments, &exit_code] {
    if (arguments->findings.empty() && arguments->config.empty()) throw CLI::RequiredError("--findings or --config");
    exit_code = Top(*arguments);
  });
}

}  // namespace labelwatch
