#include "consumers/labeling/review_desk.h"

#include <algorithm>

#include "detectors/measured_share.h"

namespace labelwatch {
namespace {

constexpr char kTool[] = "gallery";

bool SaysAnError(const RelabelVerdict& answer) {
  return std::ranges::any_of(answer.findings,
                             [](const FindingVerdict& one) { return SaysError(one.decision) == true; });
}

}  // namespace

void ReviewDesk::Take(const RelabelRequest& request) {
  const std::lock_guard lock(mutex_);
  book_.Take(request);
  if (request.withdrawn) {
    open_.erase(request.frame_id);
    return;
  }
  if (open_.insert_or_assign(request.frame_id, AnswerTo(request)).second) open_order_.push_back(request.frame_id);
  while (open_order_.size() > kMostOpen) {
    open_.erase(open_order_.front());
    open_order_.pop_front();
  }
}

void ReviewDesk::Take(const RelabelVerdict& verdict) {
  const std::lock_guard lock(mutex_);
  book_.Take(verdict);
}

void ReviewDesk::Refuse() {
  const std::lock_guard lock(mutex_);
  book_.Refuse();
}

// With all that is known of the request, without its findings.
RelabelVerdict ReviewDesk::AnswerFor(const std::string& frame_id) const {
  RelabelVerdict answer;
  answer.frame_id = frame_id;
  if (const auto open = open_.find(frame_id); open != open_.end()) {
    answer = open->second;
    answer.findings.clear();
  } else {
    answer.request_id = "unasked." + frame_id;  // of the arm `none`: in no rate
  }
  answer.tool = kTool;
  return answer;
}

// Whether all that was asked about is fine, by this answer and those before it.
bool ReviewDesk::NothingWrong(const RelabelVerdict& asked, const RelabelVerdict& answer) const {
  return !asked.findings.empty() && std::ranges::all_of(asked.findings, [&](const FindingVerdict& one) {
    const auto now =
        std::ranges::find(answer.findings, one.finding.id, [](const FindingVerdict& of) { return of.finding.id; });
    const auto decision = now != answer.findings.end() ? std::optional(now->decision) : book_.Of(one.finding.id);
    return decision == Decision::kRejected;
  });
}

// Whether that request is still what is asked of the frame.
bool ReviewDesk::Asks(const Verdict& of_frame) const {
  const auto open = open_.find(of_frame.finding.frame_id);
  return open != open_.end() && open->second.request_id == of_frame.request_id;
}

std::vector<RelabelVerdict> ReviewDesk::Answers(const std::vector<Verdict>& decided, std::int64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, RelabelVerdict> answers;  // by frame id
  for (const Verdict& verdict : decided) {
    const std::string& frame = verdict.finding.frame_id;
    if (verdict.OfFrame() && !Asks(verdict)) continue;
    const auto [at, added] = answers.try_emplace(frame);
    RelabelVerdict& answer = at->second;
    if (added) answer = AnswerFor(frame);
    answer.reviewer = verdict.reviewer;
    answer.decided_at_ms = now_ms;
    if (verdict.OfFrame()) {
      answer.frame_has_error = SaysError(verdict.decision);
      answer.note = verdict.note;
      continue;
    }
    FindingVerdict one{verdict.decision, verdict.finding, verdict.note, verdict.kind_known && verdict.score_known};
    if (const auto open = open_.find(frame); open != open_.end()) {
      // As it was asked, not as a browser sends it back.
      for (const FindingVerdict& asked : open->second.findings) {
        if (asked.finding.id == verdict.finding.id) one = {verdict.decision, asked.finding, verdict.note, true};
      }
    }
    const auto before =
        std::ranges::find(answer.findings, one.finding.id, [](const FindingVerdict& of) { return of.finding.id; });
    if (before != answer.findings.end()) {
      *before = std::move(one);
    } else {
      answer.findings.push_back(std::move(one));
    }
  }
  std::vector<RelabelVerdict> list;
  for (auto& [frame, answer] : answers) {
    const auto open = open_.find(frame);
    if (SaysAnError(answer)) {
      answer.frame_has_error = true;
    } else if (open != open_.end() && NothingWrong(open->second, answer)) {
      answer.frame_has_error = false;
    }
    list.push_back(std::move(answer));
  }
  return list;
}

std::shared_ptr<const MeasuredShares> ReviewDesk::NewShares() {
  const std::lock_guard lock(mutex_);
  constexpr std::size_t kShare = 20;
  const std::size_t decided = book_.Decided();
  if (decided == measured_from_ || decided < measured_from_ + measured_from_ / kShare) return nullptr;
  measured_from_ = decided;
  status_ = nullptr;
  shares_ = std::make_shared<const MeasuredShares>(Measure(book_.Reviews()));
  return shares_;
}

std::shared_ptr<const ReviewStatus> ReviewDesk::Status() const {
  const std::lock_guard lock(mutex_);
  if (status_ != nullptr && status_version_ == book_.Version()) return status_;
  ReviewStatus status = book_.Status();
  for (std::size_t kind = 1; shares_ != nullptr && kind < kKinds; ++kind) {
    status.measured[kind] = !shares_->kinds[kind].shifts.empty();
  }
  status_ = std::make_shared<const ReviewStatus>(std::move(status));
  status_version_ = book_.Version();
  return status_;
}

}  // namespace labelwatch
