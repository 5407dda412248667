#include "consumers/kafka/same_log.h"

#include <algorithm>
#include <chrono>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/rights.h"

namespace labelwatch {
namespace {

constexpr int kPollMs = 100;
// Without an answer for so long it is asked whether to go on.
constexpr auto kStep = std::chrono::seconds(5);

bool CanBeTold(const StartPosition& start) {
  return start.known && start.known->last_offset >= start.first && start.known->last_ms >= 0;
}

// The place in `starts`; starts.size(): none of them.
std::size_t PlaceOf(const std::vector<StartPosition>& starts, const rd_kafka_message_t& message) {
  const auto found = std::ranges::find_if(starts, [&](const StartPosition& start) {
    return start.partition == message.partition && start.topic == rd_kafka_topic_name(message.rkt);
  });
  return static_cast<std::size_t>(found - starts.begin());
}

// The first record from the last offset on, or the end of the partition before it.
bool IsLast(const CommittedPosition& known, const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return false;
  const bool gone = message.offset > known.last_offset;
  return gone || rd_kafka_message_timestamp(&message, nullptr) == known.last_ms;
}

}  // namespace

Result<std::vector<bool>> SameLogs(const KafkaOptions& options, const std::vector<StartPosition>& starts,
                                   const std::function<bool()>& keep_waiting) {
  std::vector<bool> same(starts.size(), true), open(starts.size(), false);
  const KafkaPartitions places = MakePartitions(static_cast<int>(starts.size()));
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (!CanBeTold(starts[i])) continue;
    open[i] = true;
    rd_kafka_topic_partition_list_add(places.get(), starts[i].topic.c_str(), starts[i].partition)->offset =
        starts[i].known->last_offset;
  }
  if (places->cnt == 0) return same;
  auto reader = MakeReader(options, options.group);
  if (!reader) return tl::unexpected(reader.error());
  rd_kafka_t* const consumer = reader->get();
  if (const auto code = rd_kafka_assign(consumer, places.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Unavailable("cannot look at the last records that were read: " + ErrorText(code));
  }
  auto asked = std::chrono::steady_clock::now();
  while (std::ranges::find(open, true) != open.end()) {
    const KafkaMessage message(rd_kafka_consumer_poll(consumer, kPollMs));
    if (const auto now = std::chrono::steady_clock::now(); now - asked > kStep) {
      asked = now;
      if (!keep_waiting()) return Unavailable("the last records that were read were not seen again");
    }
    if (!message) continue;
    if (message->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || IsMissingRight(message->err)) {
      return Unavailable("kafka: " + std::string(rd_kafka_message_errstr(message.get())));
    }
    const bool answer = message->err == RD_KAFKA_RESP_ERR_NO_ERROR || message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
    if (!answer && message->err != RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) continue;  // brokers come back
    const std::size_t place = PlaceOf(starts, *message);
    if (place == starts.size() || !open[place]) continue;
    open[place] = false;
    // Out of range: retention was faster, or the end lies before it, which is told by the offset itself.
    if (answer) same[place] = IsLast(*starts[place].known, *message);
  }
  rd_kafka_consumer_close(consumer);
  return same;
}

}  // namespace labelwatch
