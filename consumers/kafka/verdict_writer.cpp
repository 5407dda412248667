#include "consumers/kafka/verdict_writer.h"

#include "consumers/kafka/clients.h"
#include "consumers/kafka/topics.h"

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

Result<void> VerdictWriter::Write(const std::vector<RelabelVerdict>& verdicts) {
  const std::lock_guard lock(mutex_);
  if (auto opened = Open(); !opened) return opened;
  const std::string& topic = options_.topics.verdicts;
  std::vector<rd_kafka_resp_err_t> outcomes(verdicts.size(), RD_KAFKA_RESP_ERR__TIMED_OUT);
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const std::string bytes = EncodeRelabelVerdict(verdicts[i]);
    const std::string& key = verdicts[i].frame_id;
    const auto code =
        rd_kafka_producev(producer_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_KEY(key.data(), key.size()),
                          RD_KAFKA_V_VALUE(const_cast<char*>(bytes.data()), bytes.size()),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE(&outcomes[i]), RD_KAFKA_V_END);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) outcomes[i] = code;
  }
  rd_kafka_flush(producer_.get(), kPatienceMs);
  Result<void> written;
  for (const rd_kafka_resp_err_t outcome : outcomes) {
    if (outcome == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    written = Unavailable("topic " + topic + ": not every verdict was delivered: " + ErrorText(outcome));
    break;
  }
  if (!written) {
    // What is still on its way must not report into `outcomes`, and a client that failed for good is of no use.
    rd_kafka_purge(producer_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(producer_.get(), kPatienceMs);
    producer_.reset();
  }
  return written;
}

}  // namespace labelwatch
