#pragma once
// A frame that people were asked to look at, with what came back. For the verdict book and what is computed from it.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "schema/relabel.h"

namespace labelwatch {

struct AskedFrame {
  struct OneFinding {
    std::string id, class_name;  // in which class an error is seen, if it is one
    Decision decision = Decision::kUndecided;
    std::int64_t decided_at_ms = 0;
    bool still_open = false;
  };
  std::string frame_id, annotator, source;
  ReviewArm arm = ReviewArm::kNone;
  double probability = 0;  // with which it was drawn
  ReviewQueue queue = ReviewQueue::kReview;
  std::int64_t asked_at_ms = 0;
  std::string repeats;               // the request that was decided before
  std::size_t to_decide = 0;         // findings that were asked about; 0: not known, or none
  bool open = false;                 // asked, and neither decided nor withdrawn
  std::vector<OneFinding> findings;  // that something was said of
  std::string reviewer;              // the last one
  std::optional<bool> said;          // of the frame as a whole, by the latest verdict
  std::int64_t said_at_ms = 0;
  std::uint64_t order = 0;                 // of its first verdict among all; 0: none came
  std::vector<std::string> classes;        // that its labels hold
  std::vector<std::string> wrong_classes;  // in which labels are wrong, by the latest verdict; none: it does not say

  // Whether the frame has an error; nothing: not decided.
  std::optional<bool> Error() const {
    if (said) return said;
    const bool any =
        std::ranges::any_of(findings, [](const OneFinding& one) { return SaysError(one.decision) == true; });
    return any ? std::optional(true) : std::nullopt;
  }
  // Whether labels of the class are wrong, of a frame that has an error; nothing: nobody said in which class it is.
  std::optional<bool> ErrorIn(const std::string& class_name) const {
    if (!wrong_classes.empty()) return std::ranges::count(wrong_classes, class_name) > 0;
    bool any = false;
    for (const OneFinding& one : findings) {
      if (SaysError(one.decision) != true || one.class_name.empty()) continue;
      if (one.class_name == class_name) return true;
      any = true;
    }
    return any ? std::optional(false) : std::nullopt;
  }
  // Nothing is left to ask: the frame is decided, or each of its findings was looked at.
  bool Answered() const {
    const auto looked_at = std::ranges::count(findings, false, &OneFinding::still_open);
    return said.has_value() || (to_decide > 0 && static_cast<std::size_t>(looked_at) >= to_decide);
  }
};

// What is remembered of all of them.
struct AskedFrames {
  const std::unordered_map<std::string, AskedFrame>& by_id;  // of the request
  std::vector<const AskedFrame*> order;                      // in which they were heard of first
};

}  // namespace labelwatch
