#include "detectors/flagging.h"

#include <algorithm>

#include "detectors/labels/random.h"

namespace labelwatch {
namespace {

bool FlagByProbability(double flag_probability, std::span<Finding> findings) {
  bool any = false;
  for (Finding& finding : findings) {
    finding.flagged = static_cast<double>(finding.probability) >= flag_probability;
    any |= finding.flagged;
  }
  return any;
}

bool WithinBudget(std::string_view frame_id, double frame_score, std::uint64_t seed, const FrameBudget& budget) {
  const std::size_t cell = FrameScoreCell(frame_score);
  if (cell != budget.cell) return cell > budget.cell;
  constexpr std::uint64_t kOwnNumbers = 0x66726d;  // others than those that choose frames to learn from
  return Random(HashText(frame_id, seed ^ Mix(kOwnNumbers))).Uniform() < static_cast<double>(budget.share);
}

}  // namespace

bool Flag(std::string_view frame_id, double frame_score, const InspectOptions& options, const FrameBudget* budget,
          std::span<Finding> findings) {
  if (budget == nullptr) return FlagByProbability(options.flag_probability, findings);
  const bool flagged = !findings.empty() && WithinBudget(frame_id, frame_score, options.seed, *budget);
  if (!flagged) {
    for (Finding& finding : findings) finding.flagged = false;
    return false;
  }
  FlagByProbability(options.flag_probability, findings);
  std::max_element(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return a.score < b.score;
  })->flagged = true;
  return true;
}

}  // namespace labelwatch
