#pragma once
// What people see of the review: how often the monitor is right, how many labels are wrong in truth, what is open, how
// far reviewers agree. Every process reads the same topics, so each shows the same numbers: they are compared over
// processes, never added.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "detectors/rates/intervals.h"
#include "schema/finding.h"
#include "schema/verdict.h"

namespace labelwatch {

struct ReviewStatus {
  // Errors among the findings that were decided, of one kind, class or model.
  struct Precision {
    std::string dimension, value;  // "kind", "missing"
    std::uint64_t errors = 0, decided = 0;
    Interval bounds;
  };
  // Frames with an error among all frames, drawn or not.
  struct Mislabeled {
    std::string dimension, value;  // "overall", "" or "annotator", "bob"
    double rate = 0;
    Interval bounds;  // at any time
    bool recall_known = false;
    double recall = 0;  // of frames with an error, those that were flagged
    Interval recall_bounds;
    std::uint64_t verdicts = 0, pending = 0;
  };
  struct Reviewer {
    std::string name;         // empty: all of them together
    std::uint64_t pairs = 0;  // findings that were decided twice, once by this reviewer
    bool kappa_known = false;
    double kappa = 0;                   // Cohen's: 1 they agree, 0 as chance would
    std::uint64_t gold = 0, right = 0;  // findings whose truth is known, and those decided that way
    Interval gold_bounds;
  };
  struct Queue {
    std::string name;  // "review", "expert"
    std::uint64_t open = 0;
    std::int64_t oldest_ms = 0;  // when the oldest open request was asked; 0: none is open
  };
  std::array<std::array<std::uint64_t, kDecisionWords.size()>, kKinds> verdicts{};  // that count, by kind and word
  std::vector<Precision> precision;
  std::vector<Mislabeled> mislabeled;
  std::vector<Reviewer> reviewers;
  std::vector<Queue> queues;
  std::array<bool, kKinds> measured{};  // kinds whose probabilities verdicts have measured
  std::uint64_t refused = 0;            // messages that are no verdicts or requests
  std::uint64_t forgotten = 0;          // verdicts beyond those that are remembered
};

// What the gallery holds.
struct GalleryStatus {
  std::uint64_t frames = 0, frames_limit = 0, bytes = 0, bytes_limit = 0, dropped = 0;
};

}  // namespace labelwatch
