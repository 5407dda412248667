#include "consumers/labeling/verdict_book.h"

#include <algorithm>

#include "consumers/labeling/mislabeled.h"
#include "consumers/labeling/precision.h"
#include "consumers/labeling/reviewers.h"

namespace labelwatch {
namespace {

// What nobody asks for again takes room.
Verdict Shortened(Verdict verdict) {
  FindingRecord& finding = verdict.finding;
  for (std::string* text : {&finding.evidence, &finding.source, &finding.annotator, &finding.label_id,
                            &finding.detector, &finding.frame_id, &verdict.note, &verdict.reviewer}) {
    *text = {};
  }
  return verdict;
}

// Later or as late: of equally late ones the one that was read last counts.
void DecideOne(const FindingVerdict& decided, std::int64_t at_ms, AskedFrame& asked) {
  const FindingRecord& finding = decided.finding;
  AskedFrame::OneFinding one{finding.id, finding.class_name.empty() ? finding.suggested_class : finding.class_name,
                             decided.decision, at_ms, decided.still_open};
  const auto known = std::ranges::find(asked.findings, finding.id, &AskedFrame::OneFinding::id);
  if (known == asked.findings.end()) {
    asked.findings.push_back(std::move(one));
  } else if (at_ms >= known->decided_at_ms) {
    *known = std::move(one);
  }
}

}  // namespace

AskedFrame& VerdictBook::Remember(const std::string& request) {
  const auto [at, added] = asked_.try_emplace(request);
  if (added) asked_order_.push_back(request);
  return at->second;
}

// What was asked of earlier labels of the frame is asked no more; what was decided of them stands.
void VerdictBook::CloseEarlier(const RelabelRequest& request) {
  if (request.frame.arm == ReviewArm::kRepeat) return;  // it stands beside what else is asked of the frame
  const auto open = open_of_frame_.find(request.frame_id);
  if (open == open_of_frame_.end() || open->second == request.id) return;
  const auto asked = asked_.find(open->second);
  if (asked != asked_.end() && asked->second.open) {
    asked->second.open = false;
    if (!asked->second.Error()) asked->second.probability = 0;  // drawn for labels that are gone
  }
  open_of_frame_.erase(open);
}

void VerdictBook::Take(const RelabelRequest& request) {
  ++version_;
  CloseEarlier(request);
  if (request.withdrawn) return;
  AskedFrame& asked = Remember(request.id);
  asked.frame_id = request.frame_id;
  asked.annotator = request.frame.annotator;
  asked.source = request.frame.source;
  asked.arm = request.frame.arm;
  asked.probability = request.frame.inclusion_probability;
  asked.queue = request.queue;
  asked.asked_at_ms = request.asked_at_ms;
  asked.repeats = request.repeats;
  asked.to_decide = request.frame.findings.size();
  asked.classes = LabelClasses(request.frame);
  asked.open = !asked.Answered();
  if (asked.arm != ReviewArm::kRepeat) open_of_frame_[request.frame_id] = request.id;
  Forget();
}

void VerdictBook::Take(const RelabelVerdict& verdict) {
  ++version_;
  Decide(verdict);
  // What nobody was asked for teaches precision, and is in no rate.
  if (verdict.arm != ReviewArm::kNone) Answer(verdict);
  Forget();
}

void VerdictBook::Decide(const RelabelVerdict& verdict) {
  for (Verdict& one : VerdictsOf(verdict)) {
    if (one.finding.id.empty()) continue;
    const auto [at, added] = findings_.try_emplace(one.finding.id);
    if (added) findings_order_.push_back(one.finding.id);
    if (added || one.decided_at_ms >= at->second.decided_at_ms) at->second = Shortened(std::move(one));
  }
}

void VerdictBook::Answer(const RelabelVerdict& verdict) {
  AskedFrame& asked = Remember(verdict.request_id);
  if (asked.frame_id.empty()) {  // its request has not been read, or is no longer kept
    asked.frame_id = verdict.frame_id;
    asked.annotator = verdict.annotator;
    asked.source = verdict.source;
    asked.arm = verdict.arm;
    asked.probability = verdict.inclusion_probability;
    asked.queue = verdict.queue;
    asked.asked_at_ms = verdict.asked_at_ms;
    asked.repeats = verdict.repeats;
    asked.classes = verdict.classes;
  }
  for (const FindingVerdict& decided : verdict.findings) DecideOne(decided, verdict.decided_at_ms, asked);
  if (verdict.decided_at_ms >= asked.said_at_ms) {
    asked.said = verdict.frame_has_error;
    if (!asked.said && verdict.unflagged_errors > 0) asked.said = true;
    asked.said_at_ms = verdict.decided_at_ms;
    asked.reviewer = verdict.reviewer;
    asked.wrong_classes = verdict.wrong_classes;
  }
  if (asked.order == 0) asked.order = ++decisions_;
  // A verdict without findings that says nothing of the frame: nobody could tell, or nobody looked in time.
  if (asked.Answered() || verdict.findings.empty()) {
    asked.open = false;
  } else if (const auto open = open_of_frame_.find(asked.frame_id);
             open != open_of_frame_.end() && open->second == verdict.request_id) {
    asked.open = true;  // what was decided was taken back
  }
}

void VerdictBook::Forget() {
  while (findings_order_.size() > limits_.findings) {
    findings_.erase(findings_order_.front());
    findings_order_.pop_front();
    ++forgotten_;
  }
  while (asked_order_.size() > limits_.requests) {
    const auto at = asked_.find(asked_order_.front());
    const auto open = open_of_frame_.find(at->second.frame_id);
    if (open != open_of_frame_.end() && open->second == at->first) open_of_frame_.erase(open);
    asked_.erase(at);
    asked_order_.pop_front();
    ++forgotten_;
  }
}

std::optional<Decision> VerdictBook::Of(const std::string& finding) const {
  const auto at = findings_.find(finding);
  return at == findings_.end() ? std::nullopt : std::optional(at->second.decision);
}

const AskedFrame* VerdictBook::Asked(const std::string& request) const {
  const auto at = asked_.find(request);
  return at == asked_.end() ? nullptr : &at->second;
}

std::vector<Reviewed> VerdictBook::Reviews() const {
  std::vector<Reviewed> reviews;
  for (const std::string& id : findings_order_) {
    const Verdict& verdict = findings_.at(id);
    const auto error = SaysError(verdict.decision);
    if (!error || !verdict.score_known) continue;
    reviews.push_back({verdict.finding.kind, verdict.finding.score, verdict.finding.prior, *error});
  }
  return reviews;
}

ReviewStatus VerdictBook::Status() const {
  ReviewStatus status;
  status.refused = refused_;
  status.forgotten = forgotten_;
  PrecisionCounts precision;
  for (const std::string& id : findings_order_) {
    const Verdict& verdict = findings_.at(id);
    precision.Add(verdict);
    if (!verdict.kind_known) continue;
    ++status.verdicts[static_cast<std::size_t>(verdict.finding.kind)][static_cast<std::size_t>(verdict.decision)];
  }
  std::map<std::string, std::size_t> shown;
  for (const PrecisionRow& row : precision.Rows()) {
    if (shown[row.dimension]++ >= limits_.values) continue;
    status.precision.push_back({row.dimension, row.value, row.errors, row.decided, row.Bounds()});
  }
  AskedFrames asked{asked_, {}};
  for (const std::string& id : asked_order_) asked.order.push_back(&asked.by_id.at(id));
  status.mislabeled = MislabeledRates(asked, limits_.values);
  status.reviewers = AgreementOf(asked, gold_, limits_.reviewers);
  for (const ReviewQueue queue : {ReviewQueue::kReview, ReviewQueue::kExpert}) {
    ReviewStatus::Queue row{std::string(ReviewQueueWord(queue)), 0, 0};
    for (const AskedFrame* one : asked.order) {
      if (!one->open || one->queue != queue) continue;
      ++row.open;
      if (row.oldest_ms == 0 || one->asked_at_ms < row.oldest_ms) row.oldest_ms = one->asked_at_ms;
    }
    status.queues.push_back(std::move(row));
  }
  return status;
}

}  // namespace labelwatch
