#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/findings_file.h"
#include "consumers/kafka/flagged_reader.h"
#include "consumers/ranking.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

struct TopArguments {
  std::string config, findings, staged;
  std::size_t n = 10;
};

Result<FindingsRead> RankTopic(const KafkaOptions& options, Ranking& ranking) {
  FindingsRead findings;
  const auto read = ReadFlagged(options, [&](FlaggedFrame frame) {
    for (FindingRecord& finding : frame.findings) {
      if (const auto known = CheckDetector(finding); known) {
        ++findings.taken;
        ranking.Add(std::move(finding));
      } else {
        findings.LeaveOut("frame " + Printable(frame.frame_id) + ": " + known.error().message);
      }
    }
  });
  if (!read) return tl::unexpected(read.error());
  if (read->left_out > 0 && findings.left_out == 0) findings.first_left_out = read->first_left_out;
  findings.left_out += read->left_out;
  if (auto fit = findings.Check(); !fit) return tl::unexpected(fit.error());
  return findings;
}

int Top(const TopArguments& arguments) {
  const auto known = ReadKnown(arguments.staged);
  if (!known) return Fail(known.error());
  Ranking ranking(arguments.n);
  Result<FindingsRead> read;
  if (!arguments.findings.empty()) {
    read = ForEachFinding(arguments.findings, [&](FindingRecord finding) { ranking.Add(std::move(finding)); });
  } else {
    const auto config = ReadConfig(arguments.config);
    if (!config) return kExitUsage;
    read = RankTopic(config->kafka, ranking);
  }
  if (!read) return Fail(read.error());
  std::cout << RankingTable(ranking, *known ? &**known : nullptr);
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
  command.add_option("--staged", arguments->staged, "mark what this file lists as known mistakes")->type_name("FILE");
  command.footer(
      "Examples:\n  labelwatch top --findings findings.jsonl -n 50\n  labelwatch top --config labelwatch.yaml");
  command.callback([arguments, &exit_code] {
    if (arguments->findings.empty() && arguments->config.empty()) throw CLI::RequiredError("--findings or --config");
    exit_code = Top(*arguments);
  });
}

}  // namespace labelwatch
