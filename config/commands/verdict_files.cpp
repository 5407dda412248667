#include "config/commands/verdict_files.h"

#include <set>
#include <utility>

#include "config/commands/console.h"

namespace labelwatch {

Result<Verdicts> ReadVerdictFiles(const std::vector<std::string>& paths) {
  auto verdicts = Verdicts::Read(paths);
  if (!verdicts) return verdicts;
  const Problems& problems = verdicts->Problems();
  for (const std::string& sentence : problems.Sentences()) Say(sentence);
  if (problems.LeftOutCount() > 0) Say(std::to_string(problems.LeftOutCount()) + " verdicts were left out");
  return verdicts;
}

Result<GoldTruth> TakeGold(Config& config) {
  GoldTruth truth;
  if (config.gold_verdicts.empty()) return truth;
  const auto verdicts = ReadVerdictFiles({config.gold_verdicts});
  if (!verdicts) return tl::unexpected(verdicts.error());
  std::vector<std::string>& frames = config.task.routing.gold;
  std::set<std::string> gold(frames.begin(), frames.end());
  for (const Verdict& verdict : verdicts->All()) {
    const auto error = SaysError(verdict.decision);
    if (!error || verdict.finding.id.empty()) continue;
    truth[verdict.finding.id] = *error;
    if (!verdict.finding.frame_id.empty()) gold.insert(verdict.finding.frame_id);
  }
  if (truth.empty()) return BadInput("labeling.gold_verdicts: " + config.gold_verdicts + " decides no finding");
  frames.assign(gold.begin(), gold.end());
  return truth;
}

}  // namespace labelwatch
