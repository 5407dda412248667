#include "consumers/kafka/flagged_reader.h"

#include "consumers/kafka/topic_reader.h"

namespace labelwatch {

Result<FlaggedRead> ReadFlagged(const KafkaOptions& options, const std::function<void(FlaggedFrame)>& take) {
  FlaggedRead result;
  const std::string& topic = options.topics.flagged;
  const auto read = ReadTopic(options, topic, [&](const rd_kafka_message_t& message) {
    auto frame =
        DecodeFlaggedFrame({static_cast<const char*>(message.payload), message.payload == nullptr ? 0 : message.len});
    if (frame) {
      take(std::move(*frame));
      ++result.frames;
    } else if (result.left_out++ == 0) {
      result.first_left_out = "topic " + topic + " partition " + std::to_string(message.partition) + " offset " +
                              std::to_string(message.offset) + " is no flagged frame: " + frame.error().message;
    }
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return result;
}

}  // namespace labelwatch
