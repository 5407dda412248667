#include "consumers/labeling/review_desk.h"

#include <algorithm>
#include <map>
#include <utility>

#include "detectors/measured_share.h"

namespace labelwatch {
namespace {

constexpr char kTool[] = "gallery";

bool SaysAnError(const RelabelVerdict& answer) {
  return std::ranges::any_of(answer.findings,
                             [](const FindingVerdict& one) { return SaysError(one.decision) == true; });
}

// Of a finding; null: nothing yet.
const AskedFrame::OneFinding* Said(const AskedFrame& asked, const std::string& finding) {
  const auto one = std::ranges::find(asked.findings, finding, &AskedFrame::OneFinding::id);
  return one == asked.findings.end() ? nullptr : &*one;
}

// Whether a finding, or the frame as a whole, is what is asked about.
bool IsAbout(const RelabelVerdict& asked, const std::string& subject) {
  return asked.request_id == subject ||
         std::ranges::any_of(asked.findings, [&](const FindingVerdict& one) { return one.finding.id == subject; });
}

// Whether the verdict is about what was asked `before` the present request.
bool IsOf(const Verdict& verdict, const std::string& before, const AskedFrame* present) {
  if (verdict.OfFrame()) return verdict.request_id == before;
  return verdict.changed && (present == nullptr || Said(*present, verdict.finding.id) == nullptr);
}

}  // namespace

bool ReviewDesk::Take(const RelabelRequest& request) {
  const std::lock_guard lock(mutex_);
  const bool taken = open_.Take(request);
  // What is asked a second time compares reviewers, whatever became of the labels since.
  if (taken || request.frame.arm == ReviewArm::kRepeat) book_.Take(request);
  return taken;
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
RelabelVerdict ReviewDesk::AnswerFor(const Verdict& verdict) const {
  RelabelVerdict answer;
  if (const auto* open = open_.Of(verdict.finding.frame_id)) {
    answer = open->asked;
    answer.findings.clear();
    const AskedFrame* const before = book_.Asked(answer.repeats);
    if (before != nullptr && IsOf(verdict, answer.repeats, book_.Asked(answer.request_id))) {
      answer.request_id = answer.repeats;
      answer.arm = before->arm;
      answer.inclusion_probability = before->probability;
      answer.queue = before->queue;
      answer.asked_at_ms = before->asked_at_ms;
      answer.repeats = before->repeats;
    }
  } else {
    answer.frame_id = verdict.finding.frame_id;
    answer.request_id = "unasked." + answer.frame_id;  // of the arm `none`: in no rate
  }
  answer.tool = kTool;
  return answer;
}

// By this answer and those before it; nothing: something is open yet.
std::optional<DecisionsByFinding> ReviewDesk::AllDecisions(const RelabelVerdict& answer) const {
  const auto* open = open_.Of(answer.frame_id);
  if (open == nullptr || (open->asked.findings.empty() && !answer.frame_has_error)) return std::nullopt;
  const AskedFrame* const asked = book_.Asked(answer.request_id);
  DecisionsByFinding decisions;
  for (const FindingVerdict& one : open->asked.findings) {
    const std::string& id = one.finding.id;
    const auto now = std::ranges::find(answer.findings, id, [](const FindingVerdict& of) { return of.finding.id; });
    if (now != answer.findings.end()) {
      if (now->still_open) return std::nullopt;
      decisions[id] = now->decision;
    } else {
      const auto* before = asked == nullptr ? nullptr : Said(*asked, id);
      if (before == nullptr || before->still_open) return std::nullopt;
      decisions[id] = before->decision;
    }
  }
  return decisions;
}

// Whether all that was asked about is fine.
bool ReviewDesk::NothingWrong(const RelabelVerdict& answer) const {
  const auto decisions = AllDecisions(answer);
  return decisions && !decisions->empty() &&
         std::ranges::all_of(*decisions, [](const auto& one) { return one.second == Decision::kRejected; });
}

// Whether that request is still what is asked of the frame, or was before the same was asked once more.
bool ReviewDesk::Asks(const Verdict& of_frame) const {
  const auto* open = open_.Of(of_frame.finding.frame_id);
  if (open == nullptr) return false;
  const RelabelVerdict& asked = open->asked;
  return asked.request_id == of_frame.request_id ||
         (asked.repeats == of_frame.request_id && book_.Asked(asked.repeats) != nullptr);
}

std::vector<RelabelVerdict> ReviewDesk::Answers(const std::vector<Verdict>& decided, std::int64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  std::map<std::pair<std::string, std::string>, RelabelVerdict> answers;  // by frame and request
  for (const Verdict& verdict : decided) {
    const std::string& frame = verdict.finding.frame_id;
    if (verdict.OfFrame() && !Asks(verdict)) continue;
    RelabelVerdict empty = AnswerFor(verdict);
    std::pair key(frame, empty.request_id);
    RelabelVerdict& answer = answers.try_emplace(std::move(key), std::move(empty)).first->second;
    answer.reviewer = verdict.reviewer;
    answer.decided_at_ms = now_ms;
    if (verdict.OfFrame()) {
      answer.frame_has_error = SaysError(verdict.decision);
      answer.note = verdict.note;
      continue;
    }
    FindingVerdict one{verdict.decision, verdict.finding, verdict.note, verdict.kind_known && verdict.score_known,
                       verdict.still_open};
    if (const auto* open = open_.Of(frame)) {
      // As it was asked, not as a browser sends it back.
      for (const FindingVerdict& asked : open->asked.findings) {
        if (asked.finding.id != verdict.finding.id) continue;
        one.finding = asked.finding;
        one.described = true;
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
  for (auto& [key, answer] : answers) {
    if (SaysAnError(answer)) {
      answer.frame_has_error = true;
    } else if (NothingWrong(answer)) {
      answer.frame_has_error = false;
    }
    list.push_back(std::move(answer));
  }
  return list;
}

ReviewDesk::NextQuestions ReviewDesk::Next(const std::vector<RelabelVerdict>& answers) const {
  const std::lock_guard lock(mutex_);
  NextQuestions next;
  for (const RelabelVerdict& answer : answers) {
    const auto* open = open_.Of(answer.frame_id);
    if (open == nullptr || open->asked.request_id != answer.request_id) continue;  // another question was asked since
    const auto decisions = AllDecisions(answer);
    if (!decisions) continue;
    const auto request = DecodeRelabelRequest(open->request);
    if (!request) {
      ++next.left_out;
      continue;
    }
    RelabelVerdict whole = answer;
    whole.findings = open->asked.findings;
    for (FindingVerdict& one : whole.findings) one.decision = decisions->at(one.finding.id);
    DecisionsByFinding before;
    if (const AskedFrame* const first = book_.Asked(answer.repeats)) {
      for (const AskedFrame::OneFinding& one : first->findings) before[one.id] = one.decision;
    }
    auto asked_next = FollowUp(*request, whole, before, to_experts_);
    if (asked_next && book_.Asked(asked_next->id) == nullptr) next.requests.push_back(std::move(*asked_next));
  }
  return next;
}

bool ReviewDesk::Decided(const std::string& frame_id, const std::string& subject) const {
  const std::lock_guard lock(mutex_);
  const auto* open = open_.Of(frame_id);
  if (const AskedFrame* const frame = book_.Asked(subject)) return frame->said.has_value();
  if (open == nullptr || !IsAbout(open->asked, subject)) {
    const auto decision = book_.Of(subject);
    return decision && SaysError(*decision);
  }
  const AskedFrame* const answer = book_.Asked(open->asked.request_id);
  const auto* said = answer == nullptr ? nullptr : Said(*answer, subject);
  return said != nullptr && SaysError(said->decision);
}

AskedOf ReviewDesk::Asked(const std::string& frame_id, const std::string& subject) const {
  const std::lock_guard lock(mutex_);
  const auto* open = open_.Of(frame_id);
  if (open == nullptr || !IsAbout(open->asked, subject)) return AskedOf::kReviewer;
  if (open->asked.queue == ReviewQueue::kExpert) return AskedOf::kExpert;
  return open->asked.arm == ReviewArm::kRepeat ? AskedOf::kSecond : AskedOf::kReviewer;
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
