#include "consumers/kafka/partitions_text.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace labelwatch {
namespace {

// "0-3, 7"
std::string RangesText(std::vector<std::int32_t> numbers) {
  std::ranges::sort(numbers);
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += (i > 0 ? ", " : "") + std::to_string(numbers[i]);
    if (last > i) text += "-" + std::to_string(numbers[last]);
    i = last + 1;
  }
  return text;
}

}  // namespace

std::string PartitionsText(const rd_kafka_topic_partition_list_t& partitions) {
  std::vector<std::pair<std::string, std::vector<std::int32_t>>> topics;
  for (int i = 0; i < partitions.cnt; ++i) {
    const std::string topic = partitions.elems[i].topic;
    auto place = std::ranges::find(topics, topic, [](const auto& one) { return one.first; });
    if (place == topics.end()) place = topics.insert(topics.end(), {topic, {}});
    place->second.push_back(partitions.elems[i].partition);
  }
  if (topics.empty()) return "no partitions";
  std::string text;
  for (auto& [topic, numbers] : topics) text += (text.empty() ? "" : " and ") + topic + " " + RangesText(numbers);
  return text;
}

}  // namespace labelwatch
