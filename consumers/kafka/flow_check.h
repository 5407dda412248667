#pragma once
// Whether frames come through: a service that reads and gets nothing out of what it reads is not ready, whatever else
// is well.
//
// Looked at are the last records of each side, a window of kEnough at a time: whether nearly all were refused, or late,
// and whether labels and predictions both end and hardly any of them meet. What was found stands until a window of that
// side says otherwise.
//
// Thread-safe.

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "consumers/kafka/options.h"
#include "metrics/counts.h"

namespace labelwatch {

class FlowCheck {
 public:
  // Records of a side that have ended before anything is said of them, and the share that is nearly all.
  static constexpr std::uint64_t kEnough = 200;
  static constexpr double kNearlyAll = 0.95;

  explicit FlowCheck(const KafkaTopics& topics) : topics_(topics) {}

  // What was counted for a commit.
  void Add(const StreamCounts& counts);
  // What is wrong and where to look; nothing: nothing is known to be wrong.
  std::optional<std::string> Problem() const;

 private:
  struct Window {
    std::array<std::uint64_t, kOutcomeCount> outcomes{};
    std::array<std::uint64_t, kRejections> rejections{};
    std::uint64_t Ended() const;
  };
  std::string Judge(Side side, const Window& window) const;  // empty: well

  const KafkaTopics& topics_;
  mutable std::mutex mutex_;
  std::array<Window, kSides> windows_;        // not yet judged
  std::array<std::string, kSides> problems_;  // by side, of the last window
  std::array<bool, kSides> alone_{};
};

}  // namespace labelwatch
