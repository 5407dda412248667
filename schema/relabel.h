#pragma once
// The loop through labeling: what a person is asked to look at, and what came back.
//
//   requests topic: RelabelRequest, verdicts topic: RelabelVerdict; both keyed by frame id.
//   request.id == RequestId(request.frame, request.queue); verdict.request_id says which request it answers.
//
// The requests topic is compacted: the last record of a frame says what is open of it. Whoever keeps requests asks
// `Closes(later, earlier)`.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/output.h"
#include "schema/verdict.h"

namespace labelwatch {

struct RelabelRequest {
  std::string id;
  bool withdrawn = false;  // nothing is open of the frame any more; `frame`, `queue` and `priority` say nothing
  std::string frame_id;
  std::uint64_t label_revision = 0;  // withdrawn: what was asked of earlier ones is closed
  FlaggedFrame frame;                // with findings, labels, predictions, and why it is looked at (`arm`)
  ReviewQueue queue = ReviewQueue::kReview;
  double priority = 0;  // expected errors fixed per minute of review
  std::int64_t asked_at_ms = 0;
  std::string reason;      // one sentence for a person
  bool ask_again = false;  // once it is decided it is to be asked a second time
  std::string repeats;     // id of the request that was decided before
};

// The same however often the same is asked: what was judged and by what (FlaggedFrame::id), why it is looked at, by
// whom.
std::string RequestId(const FlaggedFrame& frame, ReviewQueue queue);

// Whether `earlier`, of the same frame, is closed by `later`, which was written after it.
bool Closes(const RelabelRequest& later, const RelabelRequest& earlier);

struct FindingVerdict {
  Decision decision = Decision::kUndecided;
  FindingRecord finding;  // as it was shown
  std::string note;
  bool described = true;    // else nothing is said of the finding but its id
  bool still_open = false;  // undecided since nobody has decided: a note alone, or a decision that was taken back
};

struct RelabelVerdict {
  std::string request_id, frame_id;
  std::uint64_t label_revision = 0;  // that was asked about
  std::vector<FindingVerdict> findings;
  std::optional<bool> frame_has_error;   // any error, pointed at or not; nothing: that was not decided
  std::uint32_t unflagged_errors = 0;    // that the reviewer found beside the findings
  std::uint64_t new_label_revision = 0;  // of the corrected labels; 0: they stayed as they were
  std::string reviewer, tool, note;
  std::int64_t decided_at_ms = 0;
  double lead_time_s = 0;
  // Of the request.
  ReviewArm arm = ReviewArm::kNone;
  double inclusion_probability = 0;
  ReviewQueue queue = ReviewQueue::kReview;
  double priority = 0;
  std::int64_t asked_at_ms = 0;
  std::string repeats;
  // Of the frame.
  std::string annotator, source;
  std::vector<std::string> classes;  // that its labels hold, each once
  // Of labels that were wrong, as they were named, and of those that were missing, each once. None, and the frame has
  // an error: nobody said of which.
  std::vector<std::string> wrong_classes;
};

// The classes that its labels hold, or the frame as a whole, each once.
std::vector<std::string> LabelClasses(const FlaggedFrame& frame);

// A verdict that answers `request`, with all that is copied from it; every finding is undecided yet.
RelabelVerdict AnswerTo(const RelabelRequest& request);
// One for each finding: what precision and probabilities are computed from.
std::vector<Verdict> VerdictsOf(const RelabelVerdict& verdict);

// Bytes of labelwatch.v1.RelabelRequest and RelabelVerdict. Read: those, or their JSON form.
std::string EncodeRelabelRequest(const RelabelRequest& request);
Result<RelabelRequest> DecodeRelabelRequest(std::string_view bytes);
Result<std::string> RelabelRequestToJson(std::string_view bytes);
std::string EncodeRelabelVerdict(const RelabelVerdict& verdict);
Result<RelabelVerdict> DecodeRelabelVerdict(std::string_view bytes);
Result<std::string> RelabelVerdictToJson(std::string_view bytes);

}  // namespace labelwatch
