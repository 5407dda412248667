#include "consumers/kafka/tally_reader.h"

#include "consumers/kafka/topic_reader.h"
#include "schema/tally_codec.h"

namespace labelwatch {

Result<TalliesRead> ReadTallies(const KafkaOptions& options, const std::function<void(const Tally&)>& take) {
  TalliesRead counts;
  const auto read = ReadTopic(options, options.topics.tallies, [&](const rd_kafka_message_t& message) {
    const auto tally = DecodeTally({static_cast<const char*>(message.payload), message.len});
    if (tally && tally->group == options.group) {
      take(*tally);
      ++counts.of_group;
    } else {
      ++counts.others;
    }
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return counts;
}

}  // namespace labelwatch
