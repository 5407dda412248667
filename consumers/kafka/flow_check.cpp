#include "consumers/kafka/flow_check.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "consumers/outcome.h"

namespace labelwatch {
namespace {

std::uint64_t Of(const std::array<std::uint64_t, kOutcomeCount>& outcomes, Outcome outcome) {
  return outcomes[static_cast<std::size_t>(outcome)];
}

bool NearlyAll(std::uint64_t some, std::uint64_t all) {
  return static_cast<double>(some) >= FlowCheck::kNearlyAll * static_cast<double>(all);
}

// What did not come too late or a second time, and could have met the other side.
bool HardlyAnyMet(const std::array<std::uint64_t, kOutcomeCount>& outcomes) {
  const std::uint64_t met = Of(outcomes, Outcome::kJoined);
  return NearlyAll(Of(outcomes, Outcome::kLabelOnly) + Of(outcomes, Outcome::kPredictionOnly),
                   met + Of(outcomes, Outcome::kLabelOnly) + Of(outcomes, Outcome::kPredictionOnly)) &&
         Of(outcomes, Outcome::kLabelOnly) + Of(outcomes, Outcome::kPredictionOnly) > 0;
}

}  // namespace

std::uint64_t FlowCheck::Window::Ended() const {
  return std::accumulate(outcomes.begin(), outcomes.end(), std::uint64_t{0});
}

std::string FlowCheck::Judge(Side side, const Window& window) const {
  const std::string& topic = side == Side::kLabels ? topics_.labels : topics_.predictions;
  const std::uint64_t ended = window.Ended();
  const std::string which = "nearly all of the last " + std::to_string(ended) + " records of topic " + topic + " (" +
                            std::string(SideWord(side)) + ") ";
  if (NearlyAll(Of(window.outcomes, Outcome::kDeadLettered), ended)) {
    const auto worst = std::ranges::max_element(window.rejections) - window.rejections.begin();
    return which + "were refused, most as " + std::string(RejectionWord(static_cast<Rejection>(worst))) +
           ": are kafka.topics.labels and kafka.topics.predictions exchanged, or does another program write there?";
  }
  if (NearlyAll(Of(window.outcomes, Outcome::kLate), ended)) {
    return which + "came too late: their event times lie further behind the other side's than join.window; does its " +
           "producer lag, or is a clock or the unit of event_time_ms wrong?";
  }
  return {};
}

void FlowCheck::Add(const StreamCounts& counts) {
  const std::lock_guard lock(mutex_);
  for (std::size_t side = 0; side < kSides; ++side) {
    Window& window = windows_[side];
    for (std::size_t i = 0; i < kOutcomeCount; ++i) window.outcomes[i] += counts.outcomes[side][i];
    for (std::size_t i = 0; i < kRejections; ++i) window.rejections[i] += counts.rejections[side][i];
    if (window.Ended() < kEnough) continue;
    problems_[side] = Judge(static_cast<Side>(side), window);
    alone_[side] = HardlyAnyMet(window.outcomes);
    window = {};
  }
}

std::optional<std::string> FlowCheck::Problem() const {
  const std::lock_guard lock(mutex_);
  for (const std::string& problem : problems_) {
    if (!problem.empty()) return problem;
  }
  if (alone_[0] && alone_[1]) {
    return "labels and predictions both come, and hardly any meet: the frame_id of a frame must be the same on "
           "topics " +
           topics_.labels + " and " + topics_.predictions + ", and its event times no further apart than join.window";
  }
  return std::nullopt;
}

}  // namespace labelwatch
