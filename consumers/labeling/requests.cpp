#include "consumers/labeling/requests.h"

namespace labelwatch {
namespace {

std::string ReasonOf(const FlaggedFrame& frame) {
  if (frame.arm == ReviewArm::kAudit) return "a random choice: nothing is suspicious about it";
  if (frame.arm == ReviewArm::kGold) return "a frame for comparison";
  const std::size_t findings = frame.findings.size();
  std::string reason = std::to_string(findings) + (findings == 1 ? " suspicion" : " suspicions");
  if (findings > 0) reason += ", the first: " + frame.findings.front().evidence;
  return reason;
}

}  // namespace

RelabelRequest MakeRequest(FlaggedFrame frame, const Routed& routed, std::int64_t now_ms) {
  RelabelRequest request;
  request.frame = std::move(frame);
  request.frame.arm = routed.arm;
  request.frame.inclusion_probability = routed.inclusion_probability;
  request.id = RequestId(request.frame, routed.queue);
  request.frame_id = request.frame.frame_id;
  request.label_revision = request.frame.label_revision;
  request.queue = routed.queue;
  request.priority = routed.priority;
  request.ask_again = routed.ask_again;
  request.asked_at_ms = now_ms;
  request.reason = ReasonOf(request.frame);
  return request;
}

RelabelRequest MakeWithdrawal(const LabeledFrame& labels, const std::string& judged_id, std::int64_t now_ms) {
  RelabelRequest request;
  request.id = judged_id + ".withdrawn";
  request.withdrawn = true;
  request.frame_id = labels.frame_id;
  request.label_revision = labels.label_revision;
  request.asked_at_ms = now_ms;
  request.reason = "newer labels came, and nothing is asked about them";
  return request;
}

RelabelRequest ExpertRequest(const RelabelRequest& decided, const std::string& why, std::int64_t now_ms) {
  RelabelRequest request = decided;
  request.queue = ReviewQueue::kExpert;
  request.id = RequestId(request.frame, request.queue);
  request.repeats = decided.id;
  request.ask_again = false;
  request.asked_at_ms = now_ms;
  request.reason = "for an expert: " + why;
  return request;
}

RelabelRequest RepeatRequest(const RelabelRequest& decided, std::int64_t now_ms) {
  RelabelRequest request = decided;
  request.frame.arm = ReviewArm::kRepeat;
  request.id = RequestId(request.frame, request.queue);
  request.repeats = decided.id;
  request.ask_again = false;
  request.asked_at_ms = now_ms;
  return request;
}

}  // namespace labelwatch
