#include "detectors/measured_share.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "detectors/labels/error_share.h"

namespace labelwatch {
namespace {

constexpr std::size_t kBlock = 20;     // verdicts of a block
constexpr double kPriorVerdicts = 10;  // that the base counts for in each
constexpr std::size_t kBothWays = 20;  // errors, and as many that are none, from which a curve is fitted
constexpr double kPseudoVerdicts = 6;  // that the prior counts for in the curve
constexpr std::size_t kEnds = 10;      // verdicts that say where the reviewed scores begin

double LogOdds(double p) {
  p = std::clamp(p, 1e-4, 1 - 1e-4);
  return std::log(p / (1 - p));
}

double Share(double log_odds) { return ProbabilityFromScore(log_odds); }

double Mean(std::span<const Reviewed> verdicts, auto of) {
  double sum = 0;
  for (const Reviewed& one : verdicts) sum += of(one);
  return sum / static_cast<double>(verdicts.size());
}

// The posterior mode of (log-odds at 0, slope): independent normal priors around (1, 1), deviations 3 and 1.
ScoreLine FitLine(std::span<const Reviewed> verdicts) {
  constexpr double kAtZero = 1, kSlope = 1, kTightZero = 1.0 / 9, kTightSlope = 1;
  constexpr double kLargestStep = 1, kLeastSlope = 0.05;
  constexpr int kSteps = 40;
  const double pseudo = kPseudoVerdicts / static_cast<double>(verdicts.size());
  ScoreLine line{kAtZero, kSlope, 0, 0};
  for (int step = 0; step < kSteps; ++step) {
    double g0 = -kTightZero * (line.at_zero - kAtZero), g1 = -kTightSlope * (line.slope - kSlope);
    double h00 = kTightZero, h01 = 0, h11 = kTightSlope;
    for (const Reviewed& one : verdicts) {
      const double p = Share(line.at_zero + line.slope * one.score);
      const double left = (one.error - p) + pseudo * (one.prior - p), spread = (1 + pseudo) * p * (1 - p);
      g0 += left;
      g1 += left * one.score;
      h00 += spread;
      h01 += spread * one.score;
      h11 += spread * one.score * one.score;
    }
    const double determinant = h00 * h11 - h01 * h01;
    line.at_zero += std::clamp((h11 * g0 - h01 * g1) / determinant, -kLargestStep, kLargestStep);
    line.slope += std::clamp((h00 * g1 - h01 * g0) / determinant, -kLargestStep, kLargestStep);
    line.slope = std::max(line.slope, kLeastSlope);
  }
  const auto first = verdicts.first(std::min(kEnds, verdicts.size()));
  line.low = Mean(first, [](const Reviewed& one) { return one.score; });
  line.shift_below =
      line.at_zero + line.slope * line.low - LogOdds(Mean(first, [](const Reviewed& one) { return one.prior; }));
  return line;
}

double BaseLogOdds(const MeasuredKind& kind, double score, double prior) {
  if (!kind.line) return LogOdds(prior);
  if (score < kind.line->low) return LogOdds(prior) + kind.line->shift_below;
  return kind.line->at_zero + kind.line->slope * score;
}

struct Block {
  double score = 0, base = 0;  // means
  double share = 0, weight = 0;
};

Block BlockOf(const MeasuredKind& kind, std::span<const Reviewed> verdicts) {
  Block block;
  block.score = Mean(verdicts, [](const Reviewed& one) { return one.score; });
  block.base = Mean(verdicts, [&](const Reviewed& one) { return Share(BaseLogOdds(kind, one.score, one.prior)); });
  const auto errors = static_cast<double>(std::ranges::count_if(verdicts, &Reviewed::error));
  block.weight = kPriorVerdicts + static_cast<double>(verdicts.size());
  block.share = (kPriorVerdicts * block.base + errors) / block.weight;
  return block;
}

// By rising score, verdicts of one score in one block; the last one takes what is too little for its own.
std::vector<Block> BlocksOf(const MeasuredKind& kind, std::span<const Reviewed> verdicts) {
  std::vector<Block> blocks;
  for (std::size_t begin = 0, end = 0; begin < verdicts.size(); begin = end) {
    end = begin + kBlock;
    while (end < verdicts.size() && verdicts[end].score == verdicts[end - 1].score) ++end;
    if (end + kBlock / 2 > verdicts.size()) end = verdicts.size();
    blocks.push_back(BlockOf(kind, verdicts.subspan(begin, end - begin)));
  }
  return blocks;
}

// Gives neighbours whose share falls the mean of both, until none falls.
void PoolFalling(std::vector<Block>& blocks) {
  struct Pool {
    double share, weight;
    std::size_t blocks;
  };
  std::vector<Pool> pools;
  for (const Block& block : blocks) {
    pools.push_back({block.share, block.weight, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].share >= pools.back().share) {
      const Pool last = pools.back();
      pools.pop_back();
      Pool& before = pools.back();
      before = {(before.share * before.weight + last.share * last.weight) / (before.weight + last.weight),
                before.weight + last.weight, before.blocks + last.blocks};
    }
  }
  std::size_t at = 0;
  for (const Pool& pool : pools) {
    for (std::size_t i = 0; i < pool.blocks; ++i) blocks[at++].share = pool.share;
  }
}

MeasuredKind MeasureKind(std::vector<Reviewed> verdicts) {
  MeasuredKind kind;
  if (verdicts.size() < kLeastVerdicts) return kind;
  std::ranges::sort(verdicts, [](const Reviewed& a, const Reviewed& b) {
    return std::tie(a.score, a.prior, a.error) < std::tie(b.score, b.prior, b.error);
  });
  const auto errors = static_cast<std::size_t>(std::ranges::count_if(verdicts, &Reviewed::error));
  if (errors >= kBothWays && verdicts.size() - errors >= kBothWays) kind.line = FitLine(verdicts);
  std::vector<Block> blocks = BlocksOf(kind, verdicts);
  PoolFalling(blocks);
  for (const Block& block : blocks) kind.shifts.push_back({block.score, LogOdds(block.share) - LogOdds(block.base)});
  return kind;
}

double ShiftAt(const std::vector<MeasuredShift>& shifts, double score) {
  const auto above = std::ranges::upper_bound(shifts, score, {}, &MeasuredShift::score);
  if (above == shifts.begin()) return shifts.front().shift;
  if (above == shifts.end()) return shifts.back().shift;
  const MeasuredShift &low = *std::prev(above), &high = *above;
  return low.shift + (score - low.score) / (high.score - low.score) * (high.shift - low.shift);
}

}  // namespace

MeasuredShares Measure(std::span<const Reviewed> verdicts) {
  std::array<std::vector<Reviewed>, kKinds> by_kind;
  for (const Reviewed& one : verdicts) {
    const bool usable = std::isfinite(one.score) && std::abs(one.score) < 1e6 && one.prior >= 0 && one.prior <= 1;
    if (usable) by_kind[static_cast<std::size_t>(one.kind)].push_back(one);
  }
  MeasuredShares measured;
  for (std::size_t kind = 0; kind < kKinds; ++kind) measured.kinds[kind] = MeasureKind(std::move(by_kind[kind]));
  return measured;
}

float MeasuredShare(const MeasuredKind& kind, double score, double prior) {
  if (!std::isfinite(score)) return static_cast<float>(prior);
  const double share = Share(BaseLogOdds(kind, score, prior) + ShiftAt(kind.shifts, score));
  return std::min(kMostCertain, static_cast<float>(share));
}

}  // namespace labelwatch
