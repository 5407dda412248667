#include "schema/relabel.h"

namespace labelwatch {

std::string RequestId(const FlaggedFrame& frame, ReviewQueue queue) {
  std::string id = frame.id + "." + std::string(ReviewArmWord(frame.arm));
  if (queue == ReviewQueue::kExpert) id += "." + std::string(ReviewQueueWord(queue));
  return id;
}

// Another request of the same revision (other options, an expert's look) takes the place of the first, too: people are
// not asked twice at a time about one frame. But what is asked a second time compares two reviewers by what the first
// one saw, whatever became of the labels since.
bool Closes(const RelabelRequest& later, const RelabelRequest& earlier) {
  if (earlier.frame.arm == ReviewArm::kRepeat && later.frame.arm != ReviewArm::kRepeat) return false;
  if (later.withdrawn) return earlier.label_revision < later.label_revision;
  return later.label_revision >= earlier.label_revision && later.id != earlier.id;
}

RelabelVerdict AnswerTo(const RelabelRequest& request) {
  RelabelVerdict verdict;
  verdict.request_id = request.id;
  verdict.frame_id = request.frame_id;
  verdict.label_revision = request.label_revision;
  verdict.arm = request.frame.arm;
  verdict.inclusion_probability = request.frame.inclusion_probability;
  verdict.queue = request.queue;
  verdict.priority = request.priority;
  verdict.asked_at_ms = request.asked_at_ms;
  verdict.repeats = request.repeats;
  verdict.annotator = request.frame.annotator;
  verdict.source = request.frame.source;
  verdict.classes = LabelClasses(request.frame);
  for (const FindingRecord& finding : request.frame.findings)
    verdict.findings.push_back({Decision::kUndecided, finding, {}});
  return verdict;
}

std::vector<Verdict> VerdictsOf(const RelabelVerdict& verdict) {
  std::vector<Verdict> verdicts;
  for (const FindingVerdict& one : verdict.findings) {
    Verdict& added = verdicts.emplace_back();
    added.decision = one.decision;
    added.finding = one.finding;
    added.kind_known = added.score_known = one.described;
    added.note = one.note;
    added.still_open = one.still_open;
    added.reviewer = verdict.reviewer;
    added.decided_at_ms = verdict.decided_at_ms;
  }
  return verdicts;
}

}  // namespace labelwatch
