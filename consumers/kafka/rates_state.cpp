#include "consumers/kafka/rates_state.h"

#include <map>
#include <string_view>
#include <utility>

#include "consumers/kafka/topic_reader.h"

namespace labelwatch {
namespace {

std::string_view Bytes(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), data == nullptr ? 0 : size};
}

}  // namespace

std::string RatesKey(const std::string& group, const SeriesName* series) {
  std::string key = group + '\n';
  if (series == nullptr) return key;
  key.append(kDimensions[Place(series->dimension)].word).append(1, '\n');
  key.append(SeriesKindWord(series->kind)).append(1, '\n').append(series->models);
  if (!series->regime.empty()) key.append(1, '\t').append(series->regime);
  return key + '\n' + series->value;
}

std::string CauseKey(const std::string& group, const std::string& key) { return group + "\ncause\n" + key; }

Result<KeptRates> ReadRates(const KafkaOptions& options) {
  const std::string stage_key = RatesKey(options.group, nullptr), cause_key = CauseKey(options.group, {});
  std::map<std::string, std::string> records;
  auto read = ReadTopic(options, options.topics.rates, [&](const rd_kafka_message_t& message) {
    std::string key(Bytes(message.key, message.key_len));
    if (key.starts_with(stage_key)) records[std::move(key)] = Bytes(message.payload, message.len);
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  KeptRates kept;
  for (const auto& [key, bytes] : records) {
    if (key == stage_key) {
      auto state = DecodeStageState(bytes);
      if (state)
        kept.stage = std::move(*state);
      else
        ++kept.unreadable;
    } else if (key.starts_with(cause_key)) {
      kept.causes.push_back({key.substr(cause_key.size()), bytes});
    } else if (auto state = DecodeSeriesState(bytes)) {
      kept.series.push_back(std::move(*state));
    } else {
      ++kept.unreadable;
    }
  }
  return kept;
}

}  // namespace labelwatch
