#include "consumers/learning_text.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <vector>

#include "consumers/alarm_text.h"
#include "consumers/label_times.h"
#include "detectors/rates/rate_percent.h"

namespace labelwatch {
namespace {

std::string RatesText(const LearningChange& change) {
  return RatePercent(change.rate_before) + " -> " + RatePercent(change.rate_after) + " %";
}

std::string Counted(std::uint64_t number) { return WithThousands(static_cast<std::int64_t>(number)); }

double Size(const FollowedSeries* series) {
  const LearningChange& change = *series->Watched().Found();
  return std::abs(change.rate_after - change.rate_before);
}

}  // namespace

std::string LearningSentence(const FollowedSeries& series) {
  const std::optional<LearningChange>& change = series.Watched().Found();
  if (!change) return {};
  const std::string slice = SliceText(series.Name()), kind(SeriesKindWord(series.Name().kind));
  if (!series.Learning()) {
    return slice + ": the baseline of " + kind + " was learnt over a change (" + RatesText(*change) + " of frames)";
  }
  return slice + ": " + kind + " has no baseline yet; the last " + Counted(change->after) +
         (series.Watched().Visits() ? " visits" : " frames") + " differ from the " + Counted(change->before) +
         " before (" + RatesText(*change) + ")";
}

std::string LearningText(const RatesStage& stage) {
  std::vector<const FollowedSeries*> changed;
  for (const FollowedSeries& series : stage.Series()) {
    if (series.Watched().Found()) changed.push_back(&series);
  }
  std::ranges::stable_sort(changed, std::greater(), Size);
  constexpr std::size_t kMost = 10;
  std::string text;
  for (const FollowedSeries* series : std::span(changed).first(std::min(changed.size(), kMost))) {
    text += "  " + LearningSentence(*series) + "\n";
  }
  if (changed.size() > kMost) text += "  .. and " + std::to_string(changed.size() - kMost) + " more series like that\n";
  return text;
}

}  // namespace labelwatch
