#include "consumers/kafka/tally_reader.h"

#include "consumers/kafka/topic_reader.h"
#include "schema/tally_codec.h"

namespace labelwatch {

Result<TalliesRead> ReadTallies(const KafkaOptions& options, const TallyTaker& take) {
  TalliesRead counts;
  const auto read = ReadTopic(options, options.topics.tallies, [&](const rd_kafka_message_t& message) {
    const std::string_view bytes(static_cast<const char*>(message.payload), message.len);
    if (LooksLikeRatesAct(bytes)) {
      const auto act = DecodeRatesAct(bytes);
      const bool ours = act && act->group == options.group;
      ++(ours ? counts.acts : counts.others);
      if (ours) take.act(*act, rd_kafka_message_timestamp(&message, nullptr));
      return true;
    }
    const auto tally = DecodeTally(bytes);
    const bool ours = tally && tally->group == options.group;
    ++(ours ? counts.of_group : counts.others);
    if (ours) take.tally(*tally);
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return counts;
}

}  // namespace labelwatch
