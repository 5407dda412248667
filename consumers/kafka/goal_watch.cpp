#include "consumers/kafka/goal_watch.h"

#include <utility>
#include <vector>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/start_positions.h"

namespace labelwatch {
namespace {

constexpr int kAskMs = 10'000;

KafkaPartitions InputPartitions(const KafkaTopics& topics, int partitions) {
  KafkaPartitions list = MakePartitions(2 * partitions);
  for (const std::string* topic : {&topics.labels, &topics.predictions}) {
    for (std::int32_t i = 0; i < partitions; ++i) rd_kafka_topic_partition_list_add(list.get(), topic->c_str(), i);
  }
  return list;
}

Result<std::unique_ptr<EndGoal>> AskEnds(rd_kafka_t* client, const KafkaTopics& topics, int partitions) {
  std::vector<std::int64_t> ends[kSides];
  for (std::size_t side = 0; side < kSides; ++side) {
    const std::string& topic = side == 0 ? topics.labels : topics.predictions;
    for (std::int32_t i = 0; i < partitions; ++i) {
      std::int64_t first = 0, end = 0;
      const auto code = rd_kafka_query_watermark_offsets(client, topic.c_str(), i, &first, &end, kAskMs);
      if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return Unavailable("cannot read the end of topic " + topic + " partition " + std::to_string(i) + ": " +
                           ErrorText(code));
      }
      ends[side].push_back(end);
    }
  }
  return std::make_unique<EndGoal>(std::move(ends[0]), std::move(ends[1]));
}

}  // namespace

Result<std::unique_ptr<GoalWatch>> GoalWatch::Start(const KafkaOptions& options, rd_kafka_t* client, int partitions) {
  std::unique_ptr<GoalWatch> watch(new GoalWatch);
  auto ends = AskEnds(client, options.topics, partitions);
  if (!ends) return tl::unexpected(ends.error());
  auto reader = MakeReader(options, options.group);
  if (!reader) return tl::unexpected(reader.error());
  watch->goal_ = std::move(*ends);
  watch->observer_ = std::move(*reader);
  watch->inputs_ = InputPartitions(options.topics, partitions);
  return watch;
}

void GoalWatch::Look() {
  if (goal_->AllReached()) return;
  const auto offsets = CommittedOffsets(observer_.get(), *inputs_, 1'000);
  if (!offsets) return;  // tried again soon
  for (std::size_t i = 0; i < offsets->size(); ++i) {
    const Side side = i < offsets->size() / 2 ? Side::kLabels : Side::kPredictions;
    goal_->Reach(side, inputs_->elems[i].partition, (*offsets)[i]);
  }
}

}  // namespace labelwatch
