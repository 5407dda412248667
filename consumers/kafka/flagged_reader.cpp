#include "consumers/kafka/flagged_reader.h"

#include "consumers/kafka/topic_reader.h"

namespace labelwatch {

Result<std::uint64_t> ReadFlagged(const KafkaOptions& options, const std::function<void(FlaggedFrame)>& take) {
  std::uint64_t frames = 0;
  Result<void> wrong;
  const std::string& topic = options.topics.flagged;
  const auto read = ReadTopic(options, topic, [&](const rd_kafka_message_t& message) {
    auto frame = DecodeFlaggedFrame({static_cast<const char*>(message.payload), message.len});
    if (!frame) {
      wrong = BadInput("topic " + topic + " partition " + std::to_string(message.partition) + " offset " +
                       std::to_string(message.offset) + " is no flagged frame: " + frame.error().message);
      return false;
    }
    take(std::move(*frame));
    ++frames;
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  if (!wrong) return tl::unexpected(wrong.error());
  return frames;
}

}  // namespace labelwatch
