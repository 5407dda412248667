#include "consumers/kafka/verdict_writer.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/topics.h"
#include "consumers/kafka/typed_message.h"

namespace labelwatch {
namespace {

constexpr int kPatienceMs = 10'000;

// Each message brings its own place for what became of it.
void Ended(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  *static_cast<rd_kafka_resp_err_t*>(message->_private) = message->err;
}

}  // namespace

Result<void> VerdictWriter::Open() {
  if (producer_ != nullptr) return {};
  auto producer = MakeProducer(options_, Ordering::kOrdered, {}, {.ended = Ended});
  if (!producer) return tl::unexpected(producer.error());
  const std::string& topic = options_.topics.verdicts;
  const auto counts = PartitionCounts(producer->get(), {topic}, kPatienceMs);
  if (!counts) return tl::unexpected(counts.error());
  if (!counts->contains(topic)) {
    if (auto made = CreateTopics(producer->get(), {{topic, 1, {{"retention.ms", "-1"}}}}); !made) return made;
  }
  producer_ = std::move(*producer);
  return {};
}

std::vector<rd_kafka_resp_err_t> VerdictWriter::Deliver(std::vector<Message> messages) {
  std::vector<rd_kafka_resp_err_t> outcomes(messages.size(), RD_KAFKA_RESP_ERR__TIMED_OUT);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    Message& one = messages[i];
    const auto code = rd_kafka_producev(
        producer_.get(), RD_KAFKA_V_TOPIC(one.topic.c_str()), RD_KAFKA_V_KEY(one.key.data(), one.key.size()),
        RD_KAFKA_V_VALUE(one.value.data(), one.value.size()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_OPAQUE(&outcomes[i]), RD_KAFKA_V_HEADERS(one.headers.get()), RD_KAFKA_V_END);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
      static_cast<void>(one.headers.release());  // they are the client's now
    } else {
      outcomes[i] = code;
    }
  }
  rd_kafka_flush(producer_.get(), kPatienceMs);
  if (rd_kafka_outq_len(producer_.get()) > 0) {
    // What is still on its way must not report into `outcomes`.
    rd_kafka_purge(producer_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(producer_.get(), kPatienceMs);
  }
  return outcomes;
}

Result<void> VerdictWriter::Failed(const std::string& topic, rd_kafka_resp_err_t code) {
  producer_.reset();  // a client that failed for good is of no use
  return Unavailable("topic " + topic + ": not everything was delivered: " + ErrorText(code));
}

Result<void> VerdictWriter::Write(const std::vector<RelabelVerdict>& verdicts,
                                  const std::vector<RelabelRequest>& requests) {
  const std::lock_guard lock(mutex_);
  if (auto opened = Open(); !opened) return opened;
  std::vector<Message> messages;
  messages.reserve(verdicts.size());
  for (const RelabelVerdict& verdict : verdicts) {
    messages.push_back({options_.topics.verdicts, verdict.frame_id, EncodeRelabelVerdict(verdict), nullptr});
  }
  for (const rd_kafka_resp_err_t outcome : Deliver(std::move(messages))) {
    if (outcome != RD_KAFKA_RESP_ERR_NO_ERROR) return Failed(options_.topics.verdicts, outcome);
  }
  for (const RelabelRequest& request : requests) {
    if (auto asked = Ask(request); !asked) return asked;
  }
  return {};
}

// Alone: brokers refuse a batch for the size of one message in it.
Result<void> VerdictWriter::Ask(RelabelRequest request) {
  const std::string& topic = options_.topics.requests;
  const auto tried = [&] {
    TypedMessage typed = TypedRequest(request, options_.output_format);
    std::vector<Message> message;
    message.push_back({topic, request.frame_id, std::move(typed.value), std::move(typed.headers)});
    return Deliver(std::move(message)).front();
  };
  auto outcome = tried();
  if (outcome == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
    request.frame.predicted.clear();
    outcome = tried();
  }
  if (outcome == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
    request.frame.labeled.clear();
    outcome = tried();
  }
  if (outcome == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
    spdlog::error(
        "topic {} takes no request of the size of that of frame {:?}: nobody is asked what its verdict leads "
        "to; raise max.message.bytes of the topic",
        topic, request.frame_id);
    return {};
  }
  if (outcome != RD_KAFKA_RESP_ERR_NO_ERROR) return Failed(topic, outcome);
  return {};
}

}  // namespace labelwatch
