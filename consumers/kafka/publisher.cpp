#include "consumers/kafka/publisher.h"

#include <string>

#include "consumers/kafka/caught.h"
#include "consumers/kafka/clients.h"
#include "consumers/kafka/properties.h"
#include "consumers/kafka/topics.h"

namespace labelwatch {
namespace {

// The first message that could not be delivered. Written and read by the thread that polls.
struct Failure {
  std::string text;
};

void Delivered(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  auto& failure = *static_cast<Failure*>(opaque);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR || !failure.text.empty()) return;
  const auto thrown = Caught([&] {
    failure.text = "a message for topic " + std::string(rd_kafka_topic_name(message->rkt)) +
                   " was not delivered: " + ErrorText(message->err);
  });
  if (thrown) failure.text = "not delivered";  // short enough to need no memory
}

// The time of the Kafka record. Brokers delete records by it, so an old one may be gone within the minute: it is now
// (0), unless the message has no event time of its own and needs the record's.
std::int64_t RecordTime(const Record& record) {
  std::string scratch;
  const auto message = Unframe(record.value, record.side, WireLimits{}, scratch);
  const auto envelope =
      message ? ReadEnvelope(*message, record.side, WireLimits{}) : Decoded<Envelope>(tl::unexpect, message.error());
  return envelope && envelope->event_time_ms == 0 ? record.timestamp_ms : 0;
}

Result<void> Send(rd_kafka_t* producer, const std::string& topic, const Record& record, const Failure& failure) {
  const std::int64_t timestamp_ms = RecordTime(record);
  for (;;) {
    const auto code = rd_kafka_producev(
        producer, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(record.value.data()), record.value.size()),
        RD_KAFKA_V_TIMESTAMP(timestamp_ms), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL)
      return Unavailable("cannot send to topic " + topic + ": " + ErrorText(code));
    // Back-pressure: the brokers are slower than the files.
    rd_kafka_poll(producer, 100);
    if (!failure.text.empty()) return Unavailable(failure.text);
  }
}

Result<void> MakeMissing(rd_kafka_t* client, const KafkaTopics& topics, int partitions) {
  const auto counts = PartitionCounts(client, {topics.labels, topics.predictions});
  if (!counts) return tl::unexpected(counts.error());
  std::vector<NewTopic> missing;
  for (const std::string* name : {&topics.labels, &topics.predictions}) {
    if (counts->contains(*name)) continue;
    if (partitions == 0) return BadInput("topic " + *name + " is not there; make it, or publish with --partitions N");
    missing.push_back({*name, partitions, {}});
  }
  return CreateTopics(client, missing);
}

}  // namespace

Result<Published> Publish(RecordStream& stream, const KafkaOptions& options, int partitions, const PublishStep& step) {
  Failure failure;
  // The join reads event time in order: a retry that overtakes could make frames late.
  const auto admin = MakeAdmin(options);
  if (!admin) return tl::unexpected(admin.error());
  if (auto made = MakeMissing(admin->get(), options.topics, partitions); !made) return tl::unexpected(made.error());
  const MessageLimits limits(MaxMessageBytes(admin->get(), {options.topics.labels, options.topics.predictions}),
                             UserBatchBound(options));
  auto producer =
      MakeProducer(options, Ordering::kOrdered, limits.Batch(), {.opaque = &failure, .delivered = Delivered});
  if (!producer) return tl::unexpected(producer.error());
  rd_kafka_t* const client = producer->get();

  Published published;
  Record record;
  for (bool going = true; going;) {
    const auto more = stream.Next(record);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    const bool labels = record.side == Side::kLabels;
    if (auto sent = Send(client, labels ? options.topics.labels : options.topics.predictions, record, failure); !sent) {
      return tl::unexpected(sent.error());
    }
    std::uint64_t& count = labels ? published.labels : published.predictions;
    if (++count % 1024 == 0) rd_kafka_poll(client, 0);
    if (!failure.text.empty()) return Unavailable(failure.text);
    going = step(stream.Progress());
  }
  const auto code = rd_kafka_flush(client, 120'000);
  if (!failure.text.empty()) return Unavailable(failure.text);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Unavailable(std::to_string(rd_kafka_outq_len(client)) +
                       " messages were not acknowledged: " + ErrorText(code));
  }
  return published;
}

}  // namespace labelwatch
