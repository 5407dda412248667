#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/findings_file.h"
#include "consumers/kafka/flagged_reader.h"
#include "consumers/ranking.h"

namespace labelwatch {
namespace {

struct TopArguments {
  std::string config, findings, staged;
  std::size_t n = 10;
};

int Top(const TopArguments& arguments) {
  const auto known = ReadKnown(arguments.staged);
  if (!known) return Fail(known.error());
  Ranking ranking(arguments.n);
  if (!arguments.findings.empty()) {
    const auto read =
        ForEachFinding(arguments.findings, [&](FindingRecord finding) { ranking.Add(std::move(finding)); });
    if (!read) return Fail(read.error());
  } else {
    const auto config = ReadConfig(arguments.config);
    if (!config) return kExitUsage;
    Result<void> detectors;
    const auto read = ReadFlagged(config->kafka, [&](FlaggedFrame frame) {
      for (FindingRecord& finding : frame.findings) {
        if (detectors) detectors = CheckDetector(finding);
        ranking.Add(std::move(finding));
      }
    });
    if (!read) return Fail(read.error());
    if (!detectors) return Fail(detectors.error());
  }
  std::cout << RankingTable(ranking, *known ? &**known : nullptr);
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
  command.add_option("--staged", arguments->staged, "mark what this file lists as known mistakes")->type_name("FILE");
  command.footer(
      "Examples:\n  labelwatch top --findings findings.jsonl -n 50\n  labelwatch top --config labelwatch.yaml");
  command.callback([arguments, &exit_code] {
    if (arguments->findings.empty() && arguments->config.empty()) throw CLI::RequiredError("--findings or --config");
    exit_code = Top(*arguments);
  });
}

}  // namespace labelwatch
