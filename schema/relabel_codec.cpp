// Requests and verdicts as messages.
#include <set>

#include "labelwatch/v1/labelwatch.pb.h"
#include "schema/finding_proto.h"
#include "schema/flagged_proto.h"
#include "schema/proto_json.h"
#include "schema/relabel.h"

namespace labelwatch {
namespace {

v1::ReviewQueue QueueNumber(ReviewQueue queue) { return static_cast<v1::ReviewQueue>(static_cast<int>(queue) + 1); }

// One that is not said is the first.
Result<ReviewQueue> QueueOf(int number) {
  if (number == v1::REVIEW_QUEUE_UNSPECIFIED) return ReviewQueue::kReview;
  if (v1::ReviewQueue_IsValid(number)) return static_cast<ReviewQueue>(number - 1);
  return BadInput("unknown queue of reviewers, number " + std::to_string(number));
}

Result<FindingVerdict> VerdictOf(const v1::FindingVerdict& proto) {
  if (proto.verdict() == v1::VERDICT_UNSPECIFIED || !v1::Verdict_IsValid(proto.verdict())) {
    return BadInput("unknown verdict, number " + std::to_string(proto.verdict()));
  }
  FindingVerdict verdict;
  verdict.decision = static_cast<Decision>(proto.verdict() - 1);
  verdict.note = proto.note();
  verdict.still_open = proto.still_open() && verdict.decision == Decision::kUndecided;
  verdict.described = proto.has_finding();
  if (verdict.described) {
    auto finding = FromProto(proto.finding());
    if (!finding) return tl::unexpected(finding.error());
    verdict.finding = std::move(*finding);
  }
  if (!proto.finding_id().empty()) verdict.finding.id = proto.finding_id();
  if (verdict.finding.id.empty()) return BadInput("a verdict that does not say of which finding");
  return verdict;
}

}  // namespace

std::vector<std::string> LabelClasses(const FlaggedFrame& frame) {
  v1::LabeledFrame labeled;
  std::set<std::string> classes;
  if (!labeled.ParseFromString(frame.labeled)) return {};
  for (const v1::Label& label : labeled.labels()) classes.insert(label.class_name());
  for (const std::string& name : labeled.frame_classes()) classes.insert(name);
  classes.erase("");
  return {classes.begin(), classes.end()};
}

std::string EncodeRelabelRequest(const RelabelRequest& request) {
  v1::RelabelRequest message;
  message.set_id(request.id);
  message.set_op(request.withdrawn ? v1::RelabelRequest::OP_WITHDRAWN : v1::RelabelRequest::OP_OPEN);
  message.set_frame_id(request.frame_id);
  message.set_label_revision(request.label_revision);
  message.set_asked_at_unix_ms(request.asked_at_ms);
  message.set_reason(request.reason);
  if (request.withdrawn) return message.SerializeAsString();
  ToProto(request.frame, *message.mutable_frame());
  message.set_queue(QueueNumber(request.queue));
  message.set_priority(request.priority);
  message.set_ask_again(request.ask_again);
  message.set_repeats(request.repeats);
  return message.SerializeAsString();
}

Result<RelabelRequest> DecodeRelabelRequest(std::string_view bytes) {
  v1::RelabelRequest message;
  if (auto read = ReadEither(bytes, message); !read) return tl::unexpected(read.error());
  if (message.op() != v1::RelabelRequest::OP_OPEN && message.op() != v1::RelabelRequest::OP_WITHDRAWN) {
    return BadInput("a request that neither opens nor withdraws, number " + std::to_string(message.op()));
  }
  if (message.id().empty() || message.frame_id().empty())
    return BadInput("a request without its id or that of its frame");
  RelabelRequest request;
  request.id = message.id();
  request.withdrawn = message.op() == v1::RelabelRequest::OP_WITHDRAWN;
  request.frame_id = message.frame_id();
  request.label_revision = message.label_revision();
  request.asked_at_ms = message.asked_at_unix_ms();
  request.reason = message.reason();
  if (request.withdrawn) return request;
  auto frame = FromProto(message.frame());
  if (!frame) return tl::unexpected(frame.error());
  if (frame->frame_id != request.frame_id) return BadInput("a request about two frames");
  const auto queue = QueueOf(message.queue());
  if (!queue) return tl::unexpected(queue.error());
  request.frame = std::move(*frame);
  request.queue = *queue;
  request.priority = message.priority();
  request.ask_again = message.ask_again();
  request.repeats = message.repeats();
  return request;
}

Result<std::string> RelabelRequestToJson(std::string_view bytes) {
  v1::RelabelRequest message;
  if (auto read = ReadEither(bytes, message); !read) return tl::unexpected(read.error());
  return JsonOf(message);
}

std::string EncodeRelabelVerdict(const RelabelVerdict& verdict) {
  v1::RelabelVerdict message;
  message.set_request_id(verdict.request_id);
  message.set_frame_id(verdict.frame_id);
  message.set_label_revision(verdict.label_revision);
  for (const FindingVerdict& one : verdict.findings) {
    v1::FindingVerdict& added = *message.add_findings();
    added.set_finding_id(one.finding.id);
    added.set_verdict(static_cast<v1::Verdict>(static_cast<int>(one.decision) + 1));
    if (one.described) ToProto(one.finding, *added.mutable_finding());
    added.set_note(one.note);
    added.set_still_open(one.still_open);
  }
  if (verdict.frame_has_error) message.set_frame_has_error(*verdict.frame_has_error);
  message.set_unflagged_errors(verdict.unflagged_errors);
  message.set_new_label_revision(verdict.new_label_revision);
  message.set_reviewer(verdict.reviewer);
  message.set_decided_at_unix_ms(verdict.decided_at_ms);
  message.set_lead_time_s(verdict.lead_time_s);
  message.set_tool(verdict.tool);
  SetSampling(verdict.arm, verdict.inclusion_probability, *message.mutable_sampling());
  message.set_annotator(verdict.annotator);
  message.set_source(verdict.source);
  for (const std::string& name : verdict.classes) message.add_classes(name);
  for (const std::string& name : verdict.wrong_classes) message.add_wrong_classes(name);
  message.set_queue(QueueNumber(verdict.queue));
  message.set_repeats(verdict.repeats);
  message.set_note(verdict.note);
  message.set_priority(verdict.priority);
  message.set_asked_at_unix_ms(verdict.asked_at_ms);
  return message.SerializeAsString();
}

Result<RelabelVerdict> DecodeRelabelVerdict(std::string_view bytes) {
  v1::RelabelVerdict message;
  if (auto read = ReadEither(bytes, message); !read) return tl::unexpected(read.error());
  if (message.request_id().empty() || message.frame_id().empty()) {
    return BadInput("a verdict without the id of its request or its frame");
  }
  RelabelVerdict verdict;
  verdict.request_id = message.request_id();
  verdict.frame_id = message.frame_id();
  verdict.label_revision = message.label_revision();
  for (const v1::FindingVerdict& one : message.findings()) {
    auto read = VerdictOf(one);
    if (!read) return tl::unexpected(read.error());
    verdict.findings.push_back(std::move(*read));
  }
  if (message.has_frame_has_error()) verdict.frame_has_error = message.frame_has_error();
  verdict.unflagged_errors = message.unflagged_errors();
  verdict.new_label_revision = message.new_label_revision();
  verdict.reviewer = message.reviewer();
  verdict.decided_at_ms = message.decided_at_unix_ms();
  verdict.lead_time_s = message.lead_time_s();
  verdict.tool = message.tool();
  const auto arm = ArmOf(message.sampling());
  const auto queue = QueueOf(message.queue());
  if (!arm) return tl::unexpected(arm.error());
  if (!queue) return tl::unexpected(queue.error());
  verdict.arm = *arm;
  verdict.inclusion_probability = message.sampling().inclusion_probability();
  verdict.annotator = message.annotator();
  verdict.source = message.source();
  verdict.classes.assign(message.classes().begin(), message.classes().end());
  verdict.wrong_classes.assign(message.wrong_classes().begin(), message.wrong_classes().end());
  verdict.queue = *queue;
  verdict.repeats = message.repeats();
  verdict.note = message.note();
  verdict.priority = message.priority();
  verdict.asked_at_ms = message.asked_at_unix_ms();
  return verdict;
}

Result<std::string> RelabelVerdictToJson(std::string_view bytes) {
  v1::RelabelVerdict message;
  if (auto read = ReadEither(bytes, message); !read) return tl::unexpected(read.error());
  return JsonOf(message);
}

}  // namespace labelwatch
