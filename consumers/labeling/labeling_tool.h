#pragma once
// A labeling tool as the bridge sees it: tasks go in, reviews come out. The bridge (consumers/kafka/bridge_work.h)
// knows topics and what was sent; the tool knows its own API and nothing of Kafka.
//
// Calls wait for the tool, within bounds. kUnavailable: not now, come again; whether it was done is not known then.

#include <cstdint>
#include <forward_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/frame.h"
#include "schema/names.h"
#include "schema/relabel.h"

namespace labelwatch {

// A request on its way into the tool, with its message, which travels along and comes back with the review.
struct TaskRequest {
  RelabelRequest request;
  std::string bytes;
  std::int32_t partition = 0;  // of the topic that it came from
};

// What became of one: a task, or why it cannot be one.
struct MadeTask {
  std::uint64_t task = 0;  // 0: none
  std::string refused;
};

// A review as it was saved: of one task by one person, in one version.
struct ReviewVersion {
  std::uint64_t task = 0, annotation = 0;
  std::string version;  // another one after each change
};

// A label as the tool showed it, or as it came back.
struct ReviewedLabel {
  std::string id;  // of its region
  std::string class_name;
  Shape shape;              // its encoded form points into `texts` of the review
  std::int32_t place = -1;  // among the labels of the request; -1: it is none of them
};

// What somebody decided: in words, and in the labels that they left.
struct Review {
  ReviewVersion of;
  std::string request_bytes;  // as it was sent along; whoever kept its digest knows whether it still is
  bool skipped = false;
  // What the reviewer said of all findings at once; nothing: it has to be read off the labels.
  enum class Said { kNothing, kSuggestionsRight, kLabelsRight, kCannotTell } said = Said::kNothing;
  std::string reviewer, note;
  std::int64_t decided_at_ms = 0;
  double lead_time_s = 0;
  // The labels of the request as far as the tool can show them, and those that were saved.
  std::vector<ReviewedLabel> before, after;
  std::forward_list<std::string> texts;
  std::string broken;  // why it cannot be used; empty: it can
};

// The words by which a reviewer says so, wherever a tool has a place for them; never filled in before.
inline constexpr std::string_view kSaysSuggestions = "suggestions are right";
inline constexpr std::string_view kSaysLabels = "labels are right";
inline constexpr std::string_view kSaysOpen = "cannot tell";

constexpr Review::Said SaidWith(std::string_view words) {
  if (words == kSaysSuggestions) return Review::Said::kSuggestionsRight;
  if (words == kSaysLabels) return Review::Said::kLabelsRight;
  return words == kSaysOpen ? Review::Said::kCannotTell : Review::Said::kNothing;
}

// The reviews that were saved since a moment, as far as one answer holds them.
struct ReviewList {
  std::vector<ReviewVersion> reviews;
  std::string next;   // from where to ask next
  bool more = false;  // there is more now
};

class LabelingTool {
 public:
  virtual ~LabelingTool() = default;
  virtual std::string Name() const = 0;   // "label_studio", as verdicts say it
  virtual std::string Place() const = 0;  // of the tasks, within the tool: another one, other tasks

  // Before anything else, and again after it was away. An error says what does not fit.
  virtual Result<void> Prepare() = 0;
  // Tasks that are there already, by the id of their request, oldest first.
  virtual Result<std::map<std::string, std::vector<std::uint64_t>>> Find(std::span<const std::string> requests) = 0;
  // One for each, in their order. Not repeated by itself.
  virtual Result<std::vector<MadeTask>> Import(std::span<const TaskRequest* const> requests) = 0;
  // After an Import that failed: whether any of it may have reached the tool.
  virtual bool MayHaveImported() const = 0;
  // False: somebody has reviewed it, so it stays. A task that is not there counts as removed.
  virtual Result<bool> Remove(std::uint64_t task) = 0;
  // The message of its request, as it was sent along; empty: the task is gone, or carries it no more.
  virtual Result<std::string> RequestOf(std::uint64_t task) = 0;
  // `from`: what an earlier answer said; empty: from the beginning. May tell the same twice.
  virtual Result<ReviewList> ReviewsSince(const std::string& from) = 0;
  // Nothing: the task or the review is gone.
  virtual Result<std::optional<Review>> Fetch(const ReviewVersion& review) = 0;
};

}  // namespace labelwatch
