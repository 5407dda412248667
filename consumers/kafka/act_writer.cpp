#include "consumers/kafka/act_writer.h"

#include "consumers/kafka/clients.h"
#include "consumers/kafka/topics.h"

namespace labelwatch {
namespace {

constexpr int kPatienceMs = 10'000;

// Of the one message; written by the thread that polls.
struct Outcome {
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__TIMED_OUT;
  std::int64_t offset = -1;
};

void Ended(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  auto& delivery = *static_cast<Outcome*>(opaque);
  delivery = {message->err, message->offset};
}

}  // namespace

Result<WrittenAct> WriteAct(const KafkaOptions& options, const RatesAct& act) {
  if (auto checked = Check(act); !checked) return tl::unexpected(checked.error());
  const std::string& topic = options.topics.tallies;
  const std::string bytes = EncodeRatesAct(act);
  Outcome delivery;
  auto producer = MakeProducer(options, Ordering::kOrdered, {}, {.opaque = &delivery, .ended = Ended});
  if (!producer) return tl::unexpected(producer.error());
  rd_kafka_t* const client = producer->get();
  const auto counts = PartitionCounts(client, {topic}, kPatienceMs);
  if (!counts) return tl::unexpected(counts.error());
  if (!counts->contains(topic)) {
    return Unavailable("topic " + topic + " is not there: has `labelwatch run` been started with this configuration?");
  }
  WrittenAct written{topic, 0, -1};
  const auto code = rd_kafka_producev(client, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(written.partition),
                                      RD_KAFKA_V_KEY(act.group.data(), act.group.size()),
                                      RD_KAFKA_V_VALUE(const_cast<char*>(bytes.data()), bytes.size()),
                                      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Unavailable("cannot send to topic " + topic + ": " + ErrorText(code));
  rd_kafka_flush(client, kPatienceMs);
  if (delivery.error == RD_KAFKA_RESP_ERR__TIMED_OUT) {
    return Unavailable("topic " + topic +
                       ": the brokers did not acknowledge the act within 10 s; it may take effect "
                       "later all the same");
  }
  if (delivery.error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Unavailable("topic " + topic + ": the act was not delivered: " + ErrorText(delivery.error));
  }
  written.offset = delivery.offset;
  return written;
}

}  // namespace labelwatch
