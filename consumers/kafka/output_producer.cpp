#include "consumers/kafka/output_producer.h"

#include <spdlog/spdlog.h>

#include <cstring>

#include "consumers/kafka/caught.h"
#include "consumers/kafka/clients.h"
#include "consumers/kafka/properties.h"
#include "consumers/kafka/rights.h"
#include "consumers/kafka/topics.h"

namespace labelwatch {
namespace {

// How long one call to the brokers waits before it asks whether to go on.
constexpr int kStepMs = 5'000;
// How soon a message that fails is noticed while the others are waited for.
constexpr int kFlushStepMs = 100;
// For the broker to say which topics it has.
constexpr int kLookMs = 2'000;

std::size_t SizeOf(const rd_kafka_headers_t* headers) {
  std::size_t sum = 0, size = 0;
  const char* name = nullptr;
  const void* value = nullptr;
  for (std::size_t i = 0;
       headers && rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    sum += std::strlen(name) + size;
  }
  return sum;
}

}  // namespace

OutputProducer::OutputProducer(const KafkaOptions& options, const TopicLimits& limits, std::size_t worker,
                               KeepWaiting keep_waiting)
    : options_(options),
      worker_(worker),
      transactional_(options.delivery == Delivery::kExactlyOnce),
      keep_waiting_(std::move(keep_waiting)),
      limits_(limits, UserBatchBound(options)) {}

Result<std::unique_ptr<OutputProducer>> OutputProducer::Start(const KafkaOptions& options, const TopicLimits& limits,
                                                              std::size_t worker, KeepWaiting keep_waiting) {
  std::unique_ptr<OutputProducer> producer(new OutputProducer(options, limits, worker, std::move(keep_waiting)));
  if (auto opened = producer->Open(); !opened) return tl::unexpected(opened.error());
  return producer;
}

// A client, or a new one: the bound of its batches is set once and for all.
Result<void> OutputProducer::Open() {
  client_.reset();
  const ClientCallbacks callbacks{.opaque = this, .delivered = Delivered};
  auto client = transactional_ ? MakeTransactionalProducer(options_, worker_, limits_.Batch(), callbacks)
                               : MakeProducer(options_, Ordering::kNone, limits_.Batch(), callbacks);
  if (!client) return tl::unexpected(client.error());
  client_ = std::move(*client);
  if (!transactional_) return {};
  const KafkaError error = Retried([this] { return rd_kafka_init_transactions(client_.get(), kStepMs); });
  if (!error) return {};
  const std::string failed = "kafka: cannot start transactions: " + error.message;
  if (IsMissingRight(error.code)) {
    return Unavailable(failed + " (Write on transactional id " + TransactionalId(options_, worker_) + ")");
  }
  return Unavailable(failed + "; for brokers without transactions set kafka.delivery to at_least_once");
}

// librdkafka's C code calls this: nothing thrown may pass.
void OutputProducer::Delivered(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  auto& self = *static_cast<OutputProducer*>(opaque);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  if (Caught([&] { self.NotDelivered(*message); })) self.failed_.action = KafkaAction::kAbort;
}

// Only failures come here (delivery.report.only.error).
void OutputProducer::NotDelivered(const rd_kafka_message_t& message) {
  const bool taken_back =
      message.err == RD_KAFKA_RESP_ERR__PURGE_QUEUE || message.err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
  if (taken_back) return;
  const char* topic = rd_kafka_topic_name(message.rkt);
  if (message.err == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
    rd_kafka_headers_t* headers = nullptr;
    rd_kafka_message_headers(&message, &headers);
    limits_.Refused(topic, message.len + message.key_len + SizeOf(headers));
  }
  if (failed_) return;
  failed_ = {IsMissingRight(message.err) ? KafkaAction::kGiveUp : KafkaAction::kAbort, message.err,
             std::string("a message for topic ") + topic + " was not delivered: " + ErrorText(message.err)};
}

KafkaError OutputProducer::Retried(const std::function<rd_kafka_error_t*()>& call) const {
  for (;;) {
    KafkaError error = TakeError(call());
    if (error.action != KafkaAction::kRetry || !keep_waiting_()) return error;
  }
}

KafkaError OutputProducer::Begin() {
  if (!transactional_ || open_) return {};
  KafkaError error = TakeError(rd_kafka_begin_transaction(client_.get()));
  if (!error) open_ = true;
  return error;
}

OutputProducer::Sent OutputProducer::Send(OutputMessage message) {
  const auto& [topic, key, value, headers, partition] = message;
  if (!limits_.Fits(topic, key.size() + value.size() + SizeOf(headers.get()))) return Sent::kTooLarge;
  ++sent_;
  if (KafkaError error = Begin(); error && !failed_) failed_ = error;
  if (failed_) return Sent::kOnItsWay;  // what is sent now would be taken back anyway
  if (sent_ % 1024 == 0) rd_kafka_poll(client_.get(), 0);
  for (;;) {
    const auto code = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_KEY(key.data(), key.size()), RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
        RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    switch (code) {
      case RD_KAFKA_RESP_ERR_NO_ERROR:
        (void)message.headers.release();  // the message owns them now
        return Sent::kOnItsWay;
      case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        return Sent::kTooLarge;
      case RD_KAFKA_RESP_ERR__QUEUE_FULL:
        // Back-pressure; a message that stays too long times out and ends this.
        rd_kafka_poll(client_.get(), 100);
        if (!failed_ && keep_waiting_()) continue;
        [[fallthrough]];
      default:
        if (!failed_) failed_ = {KafkaAction::kAbort, code, "cannot send to topic " + topic + ": " + ErrorText(code)};
        return Sent::kOnItsWay;
    }
  }
}

void OutputProducer::CannotSend(const std::string& topic, const std::string& what) {
  if (failed_) return;
  failed_ = {KafkaAction::kAbort, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
             what + " cannot be sent: topic " + topic + " takes no message of its size; raise its max.message.bytes"};
}

// What is left of a transaction after its first failure is not sent any more, so it is not waited for either.
KafkaError OutputProducer::Flush() {
  while (!failed_ && rd_kafka_flush(client_.get(), kFlushStepMs) == RD_KAFKA_RESP_ERR__TIMED_OUT) {
    if (keep_waiting_()) continue;
    return Explained({KafkaAction::kAbort, RD_KAFKA_RESP_ERR__TIMED_OUT, "outputs were not acknowledged in time"});
  }
  return Explained(failed_);
}

// Messages for a topic that is gone hold up those for the others, and which of them times out first is chance.
KafkaError OutputProducer::Explained(KafkaError error) const {
  if (error.code != RD_KAFKA_RESP_ERR__MSG_TIMED_OUT && error.code != RD_KAFKA_RESP_ERR__TIMED_OUT) return error;
  std::vector<std::string> names;
  for (const OutputTopic& topic : OutputTopics(options_.topics)) names.push_back(topic.name);
  const auto there = PartitionCounts(client_.get(), names, kLookMs);
  if (!there) return error;
  std::string gone;
  for (const std::string& name : names) {
    if (!there->contains(name)) gone += (gone.empty() ? "" : ", ") + name;
  }
  if (!gone.empty()) error.message = "not on the broker any more: " + gone + " (" + error.message + ")";
  return error;
}

KafkaError OutputProducer::CommitOffsets(rd_kafka_t* consumer, const rd_kafka_topic_partition_list_t& offsets) const {
  const auto code = rd_kafka_commit(consumer, &offsets, 0);
  switch (code) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
    case RD_KAFKA_RESP_ERR__NO_OFFSET:
      return {};
    case RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID:
    case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION:
      return {KafkaAction::kAbort, code, "the offsets were not committed: " + ErrorText(code)};
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_OFFSET_METADATA_TOO_LARGE:
      return {KafkaAction::kGiveUp, code, "the offsets cannot be committed: " + ErrorText(code)};
    default:
      return {KafkaAction::kRetry, code, "the offsets were not committed yet: " + ErrorText(code)};
  }
}

KafkaError OutputProducer::Commit(rd_kafka_t* consumer, const rd_kafka_topic_partition_list_t& offsets) {
  if (KafkaError error = Begin()) return error;
  if (KafkaError error = Flush()) return error;
  if (!transactional_) {
    KafkaError error = CommitOffsets(consumer, offsets);
    if (!error) Settled();
    return error;
  }
  rd_kafka_t* const raw = client_.get();
  const KafkaGroup group(rd_kafka_consumer_group_metadata(consumer));
  KafkaError error = Retried([&] { return rd_kafka_send_offsets_to_transaction(raw, &offsets, group.get(), kStepMs); });
  if (error.action == KafkaAction::kRetry) error.action = KafkaAction::kAbort;  // asked to wait no longer
  if (error) return error;
  error = Retried([&] { return rd_kafka_commit_transaction(raw, kStepMs); });
  if (error.action == KafkaAction::kRetry) error.action = KafkaAction::kGiveUp;  // nobody knows how it ended
  if (!error) Settled();
  return error;
}

KafkaError OutputProducer::Abort() {
  KafkaError error;
  if (transactional_ && open_) {
    rd_kafka_t* const raw = client_.get();
    error = Retried([&] { return rd_kafka_abort_transaction(raw, kStepMs); });
    if (error.action == KafkaAction::kRetry) error.action = KafkaAction::kGiveUp;
  } else if (!transactional_) {
    rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  }
  rd_kafka_poll(client_.get(), 0);
  Settled();
  const BatchBound before = limits_.Batch();
  sends_otherwise_ = limits_.Learn();
  if (error || before == limits_.Batch()) return error;
  spdlog::warn("kafka: a batch of at most {} bytes was refused as too large; from now on they have at most {} bytes{}",
               before.bytes, limits_.Batch().bytes, limits_.Batch().messages == 1 ? ", one message each" : "");
  if (auto opened = Open(); !opened) return {KafkaAction::kGiveUp, RD_KAFKA_RESP_ERR__FAIL, opened.error().message};
  return error;
}

void OutputProducer::Settled() {
  open_ = false;
  sent_ = 0;
  failed_ = {};
}

}  // namespace labelwatch
