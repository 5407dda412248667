#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "consumers/finding_outputs.h"
#include "consumers/kafka/flagged_reader.h"
#include "consumers/ranking.h"
#include "detectors/registry.h"

namespace labelwatch {
namespace {

struct TopArguments {
  std::string config, findings, staged;
  std::size_t n = 10;
};

// A finding that names none is taken as it is.
Result<void> CheckDetector(const FindingRecord& finding) {
  return finding.detector.empty() ? Result<void>() : CheckDetectorName(finding.detector);
}

Result<void> RankFile(const std::string& path, Ranking& ranking) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return BadInput("cannot open " + path + ": does it exist and may it be read?");
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    auto finding = FindingFromJson(line);
    const auto known = finding.and_then(CheckDetector);
    if (!known) return BadInput(path + ":" + std::to_string(number) + ": " + known.error().message);
    ranking.Add(std::move(*finding));
  }
  return {};
}

int Top(const TopArguments& arguments) {
  const auto known = ReadKnown(arguments.staged);
  if (!known) return Fail(known.error());
  Ranking ranking(arguments.n);
  if (!arguments.findings.empty()) {
    if (auto ranked = RankFile(arguments.findings, ranking); !ranked) return Fail(ranked.error());
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
