#include "consumers/kafka/task_outputs.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "consumers/flagged_frame.h"
#include "consumers/kafka/typed_message.h"
#include "consumers/labeling/requests.h"
#include "schema/refusal_detail.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// What is kept of a frame that is too large as a whole, always without its predictions; the next where that is too
// large too.
struct Shorter {
  bool labels = false;
  std::size_t findings = 0;
};
constexpr Shorter kShorter[] = {{true, kMostFindings}, {false, 100}, {false, 10}, {false, 0}};

void Shorten(FlaggedFrame& flagged, const Shorter& shorter) {
  flagged.predicted.clear();
  if (!shorter.labels) flagged.labeled.clear();
  if (flagged.findings.size() > shorter.findings) flagged.findings.resize(shorter.findings);
}

// Of a key that is named in the log.
constexpr std::size_t kNamedKey = 80;

std::size_t Found(const Judgement& judgement) {
  return static_cast<std::size_t>(std::ranges::count(judgement.findings, true, &Finding::flagged));
}

}  // namespace

void TaskOutputs::Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                         const Inspector& inspector) {
  made_.reset();
  if (!judgement.flagged) return;
  made_ = MakeFlaggedFrame(frame, calibration, judgement, inspector, judge_, classes_);
  Send({"FlaggedFrame", kFlagged, topics_.flagged, made_->sequence.empty() ? made_->frame_id : made_->sequence,
        made_->id, EncodeFlaggedFrame},
       *made_, Found(judgement));
}

void TaskOutputs::Asked(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                        const Inspector& inspector, const Routed& routed, std::int64_t now_ms) {
  if (topics_.requests.empty()) return;
  Form form{"RelabelRequest", kRequests, topics_.requests, std::string(frame.labels.frame_id), {}, {}};
  if (!routed.Asks()) {
    const RelabelRequest withdrawal = MakeWithdrawal(frame.labels, FlaggedFrameId(frame, judge_), now_ms);
    form.id = withdrawal.id;
    if (SendAs(form, EncodeRelabelRequest(withdrawal)) == OutputProducer::Sent::kOnItsWay) return;
    return producer_.CannotSend(form.topic, "the withdrawal of frame " + form.key);
  }
  if (!made_) made_ = MakeFlaggedFrame(frame, calibration, judgement, inspector, judge_, classes_);
  RelabelRequest request = MakeRequest(*std::exchange(made_, std::nullopt), routed, now_ms);
  form.id = request.id;
  // Only what has to be shortened is another frame than that of the request.
  form.encode = [&request](const FlaggedFrame& flagged) {
    if (&flagged == &request.frame) return EncodeRelabelRequest(request);
    RelabelRequest shortened = request;
    shortened.frame = flagged;
    return EncodeRelabelRequest(shortened);
  };
  Send(form, request.frame, Found(judgement));
}

void TaskOutputs::Send(const Form& form, const FlaggedFrame& flagged, std::size_t found) {
  if (SendAs(form, form.encode(flagged)) == OutputProducer::Sent::kOnItsWay) {
    counts_.shortened[form.output] += found > flagged.findings.size() ? 1 : 0;
    return;
  }
  // Too large for the topic: labels and predictions can be looked up by frame id and revision, the findings cannot.
  FlaggedFrame shortened = flagged;
  for (const Shorter& shorter : kShorter) {
    Shorten(shortened, shorter);
    if (SendAs(form, form.encode(shortened)) == OutputProducer::Sent::kTooLarge) continue;
    ++counts_.shortened[form.output];
    refusals_.Shortened(form.type, form.topic,
                        "that of frame " + Printable(flagged.frame_id) + " is sent without its " +
                            (shorter.labels ? "predictions" : "labels and predictions") + ", with " +
                            std::to_string(shortened.findings.size()) + " of " + std::to_string(found) + " findings");
    return;
  }
  producer_.CannotSend(form.topic, form.type + " of frame " + flagged.frame_id);
}

OutputProducer::Sent TaskOutputs::SendAs(const Form& form, std::string value) {
  TypedMessage message = Typed(form.type, form.id, std::move(value), format_,
                               form.output == kFlagged ? FlaggedFrameToJson : RelabelRequestToJson);
  return producer_.Send({form.topic, form.key, message.value, std::move(message.headers)});
}

void TaskOutputs::Refused(const Record& record, Rejection reason) {
  const std::string& topic = record.side == Side::kLabels ? topics_.labels : topics_.predictions;
  const std::string place =
      "topic " + topic + " partition " + std::to_string(partition_) + " offset " + std::to_string(record.offset);
  const std::string why = RefusalDetail(record.value, record.side, reason);
  refusals_.Refused(record.side, reason, why.empty() ? place : place + ": " + why);
  // A record that waited in the join comes without its headers, and no longer knows an empty key from none.
  const bool arriving = current_ && current_->offset == record.offset && topic == rd_kafka_topic_name(current_->rkt);
  const std::string_view key = arriving || !record.key.empty() ? record.key : std::string_view();
  rd_kafka_headers_t* original = nullptr;
  if (arriving) rd_kafka_message_headers(current_, &original);
  const auto send = [&](std::string_view value_sent, std::string_view key_sent, const rd_kafka_headers_t* headers_sent,
                        std::string_view detail) {
    KafkaHeaders headers(headers_sent ? rd_kafka_headers_copy(headers_sent) : rd_kafka_headers_new(6));
    AddHeader(headers.get(), "labelwatch.error.reason", RejectionWord(reason));
    AddHeader(headers.get(), "labelwatch.error.topic", topic);
    AddHeader(headers.get(), "labelwatch.error.partition", std::to_string(partition_));
    AddHeader(headers.get(), "labelwatch.error.offset", std::to_string(record.offset));
    AddHeader(headers.get(), "labelwatch.error.timestamp", std::to_string(record.timestamp_ms));
    if (!detail.empty()) AddHeader(headers.get(), "labelwatch.error.detail", detail);
    return producer_.Send({topics_.dead_letters, key_sent, value_sent, std::move(headers)});
  };
  if (send(record.value, key, original, why) == OutputProducer::Sent::kOnItsWay) return;
  // Its place is named, so it can still be found in the input topic.
  const std::string value_size = "the value of " + std::to_string(record.value.size()) + " bytes";
  const std::string too_large = ": this topic takes no message of its size";
  const bool sent =
      send({}, key, original, value_size + " is left out" + too_large) == OutputProducer::Sent::kOnItsWay ||
      send({}, {}, nullptr,
           value_size + ", the key of " + std::to_string(record.key.size()) + " bytes and the headers are left out" +
               too_large) == OutputProducer::Sent::kOnItsWay;
  if (sent) {
    ++counts_.shortened[kDeadLetters];
  } else {
    producer_.CannotSend(topics_.dead_letters, "the dead letter of " + place);
  }
}

void TaskOutputs::UnknownFields(const Record& record, std::span<const std::string> names) {
  const std::string& topic = record.side == Side::kLabels ? topics_.labels : topics_.predictions;
  refusals_.UnknownFields(
      record.side, names,
      "topic " + topic + " partition " + std::to_string(partition_) + " offset " + std::to_string(record.offset));
}

// One line for all of them: a camera whose clock is wrong sends nothing else.
void TaskOutputs::AheadOfClock(const JoinRecord& record, std::int64_t event_time_ms) {
  ++counts_.ahead_of_clock[static_cast<std::size_t>(record.side)];
  if (std::exchange(clock_named_, true)) return;
  spdlog::warn(
      "topic {} partition {} offset {}, key {:?}: its event time {} is far ahead of its Kafka time {} (Unix ms) or of "
      "the clock here: a clock is wrong, or the unit is. It is judged, but moves event time no further than "
      "join.max_ahead; more of them are counted only, in labelwatch_records_ahead_of_clock_total",
      record.side == Side::kLabels ? topics_.labels : topics_.predictions, partition_, record.offset,
      CutAtCharacter(record.key, kNamedKey), event_time_ms, record.timestamp_ms);
}

}  // namespace labelwatch
