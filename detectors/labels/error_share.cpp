#include "detectors/labels/error_share.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "detectors/labels/additive_model.h"
#include "detectors/labels/poisson_bound.h"

namespace labelwatch {
namespace {

constexpr float kEnough = 200;  // made errors in all
constexpr float kFewest = 20;   // made errors of one block
constexpr float kSure = 200;    // made errors from which a count of real objects is taken as it is

// Cells that share one ratio.
struct Block {
  std::size_t first = 0;  // its lowest cell
  float made = 0, real = 0;

  void Add(float more_made, float more_real) {
    made += more_made;
    real += more_real;
  }
  float Ratio() const { return made / (made < kSure ? std::max(AtMost(0.0F), LikelyAtMost(real)) : real + 0.5F); }
};

// Blocks of at least kFewest made errors; from cell 0 on, the lowest first.
struct Blocks {
  std::array<Block, kScoreCells> of{};
  std::size_t count = 0;

  Block& Last() { return of[count - 1]; }
};

// The first cell with made errors is the lowest one looked at.
Blocks Gather(const ScoreCounts& counts, std::size_t first) {
  Blocks blocks;
  Block open;
  for (std::size_t cell = kScoreCells; cell-- > first;) {
    open.first = cell;
    open.Add(counts.made[cell], counts.real[cell]);
    if (open.made < kFewest && cell > first) continue;
    blocks.of[blocks.count++] = open;
    open = {};
  }
  std::reverse(blocks.of.begin(), blocks.of.begin() + static_cast<std::ptrdiff_t>(blocks.count));
  return blocks;
}

// Neighbours whose ratio falls become one.
Blocks Pool(const Blocks& blocks) {
  Blocks pooled;
  for (std::size_t i = 0; i < blocks.count; ++i) {
    pooled.of[pooled.count++] = blocks.of[i];
    while (pooled.count > 1 && pooled.of[pooled.count - 2].Ratio() >= pooled.Last().Ratio()) {
      pooled.of[pooled.count - 2].Add(pooled.Last().made, pooled.Last().real);
      --pooled.count;
    }
  }
  return pooled;
}

}  // namespace

ErrorRatio RatioOf(const ScoreCounts& counts) {
  ErrorRatio ratio;
  if (counts.log_rate_bound < 0) ratio.rate_bound = std::exp(counts.log_rate_bound);
  if (std::accumulate(counts.made.begin(), counts.made.end(), 0.0F) < kEnough) return ratio;
  ratio.known = true;
  const auto made = std::find_if(counts.made.begin(), counts.made.end(), [](float count) { return count > 0; });
  const auto first = static_cast<std::size_t>(made - counts.made.begin());
  const Blocks blocks = Pool(Gather(counts, first));
  for (std::size_t i = 0; i < blocks.count; ++i) {
    const std::size_t end = i + 1 < blocks.count ? blocks.of[i + 1].first : kScoreCells;
    for (std::size_t cell = blocks.of[i].first; cell < end; ++cell) {
      ratio.made_per_real[cell] = blocks.of[i].Ratio();
      ratio.rough[cell] = blocks.of[i].made < kSure;
    }
  }
  const float fall = std::exp(-kScoreCell);
  for (std::size_t cell = first; cell-- > 0;) {
    ratio.made_per_real[cell] = ratio.made_per_real[cell + 1] * fall;
    ratio.rough[cell] = true;
  }
  return ratio;
}

}  // namespace labelwatch
