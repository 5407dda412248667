#include "consumers/kafka/start_positions.h"

#include <spdlog/spdlog.h>

#include "consumers/kafka/same_log.h"

namespace labelwatch {
namespace {

constexpr int kStepMs = 5'000;

bool WaitHelps(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__TIMED_OUT:  // also: offsets pending in an open transaction
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
      return true;
    default:
      return false;
  }
}

// Committed offsets with their metadata, into a copy of `partitions`.
rd_kafka_resp_err_t Committed(rd_kafka_t* consumer, rd_kafka_topic_partition_list_t* partitions, int timeout_ms) {
  const auto code = rd_kafka_committed(consumer, partitions, timeout_ms);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
  for (int i = 0; i < partitions->cnt; ++i) {
    if (partitions->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) return partitions->elems[i].err;
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

KafkaPartitions Copy(const rd_kafka_topic_partition_list_t& partitions) {
  return KafkaPartitions(rd_kafka_topic_partition_list_copy(&partitions));
}

// Calls until it works, waiting no longer helps, or nobody wants to wait.
Result<void> Retried(const std::string& what, const std::function<bool()>& keep_waiting,
                     const std::function<rd_kafka_resp_err_t()>& call) {
  for (int tries = 1;; ++tries) {
    const auto code = call();
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
    if (!WaitHelps(code) || !keep_waiting()) return Unavailable(what + ": " + ErrorText(code));
    spdlog::warn("{}: {}; trying again ({})", what, ErrorText(code), tries);
  }
}

}  // namespace

Result<PartitionEnds> AskEnds(rd_kafka_t* client, const std::string& topic, std::int32_t partition,
                              const std::function<bool()>& keep_waiting) {
  PartitionEnds ends;
  const std::string what = "cannot read the ends of topic " + topic + " partition " + std::to_string(partition);
  auto asked = Retried(what, keep_waiting, [&] {
    return rd_kafka_query_watermark_offsets(client, topic.c_str(), partition, &ends.first, &ends.end, kStepMs);
  });
  if (!asked) return tl::unexpected(asked.error());
  return ends;
}

namespace {

// "labels 3, predictions 3"
std::string Names(const std::vector<const StartPosition*>& starts) {
  std::string names;
  for (const StartPosition* start : starts) {
    names += (names.empty() ? "" : ", ") + start->topic + " " + std::to_string(start->partition);
  }
  return names;
}

// Takes offsets that mean nothing here for none, and says which are no plain continuation.
Result<void> CheckOffsets(const KafkaOptions& options, const std::function<bool()>& keep_waiting,
                          std::vector<StartPosition>& starts) {
  const auto same = SameLogs(options, starts, keep_waiting);
  if (!same) return tl::unexpected(same.error());
  std::vector<const StartPosition*> anew, by_others;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    StartPosition& start = starts[i];
    if (start.committed < 0) continue;
    if (start.committed > start.end || !(*same)[i]) {
      start.committed = -1;
      start.known.reset();
      anew.push_back(&start);
    } else if (!start.known) {
      by_others.push_back(&start);
    }
  }
  if (!anew.empty()) {
    spdlog::warn("kafka: made anew since group {} read them, so they are read from their beginning: {}", options.group,
                 Names(anew));
  }
  if (!by_others.empty()) {
    spdlog::warn(
        "kafka: the offsets of group {} were set by hand, or by another program in it: reading begins there, "
        "and what was open or remembered of the records before is not rebuilt: {}",
        options.group, Names(by_others));
  }
  return {};
}

}  // namespace

Result<std::vector<StartPosition>> AskStartPositions(const KafkaOptions& options, rd_kafka_t* consumer,
                                                     const rd_kafka_topic_partition_list_t& partitions,
                                                     const std::function<bool()>& keep_waiting) {
  KafkaPartitions committed;
  auto asked = Retried("cannot read the group's committed offsets", keep_waiting, [&] {
    committed = Copy(partitions);
    return Committed(consumer, committed.get(), kStepMs);
  });
  if (!asked) return tl::unexpected(asked.error());

  std::vector<StartPosition> starts;
  for (int i = 0; i < committed->cnt; ++i) {
    const rd_kafka_topic_partition_t& partition = committed->elems[i];
    StartPosition start;
    start.topic = partition.topic;
    start.partition = partition.partition;
    if (partition.offset >= 0) {
      start.committed = partition.offset;
      start.known = PositionFromText({static_cast<const char*>(partition.metadata), partition.metadata_size});
    }
    const auto ends = AskEnds(consumer, start.topic, start.partition, keep_waiting);
    if (!ends) return tl::unexpected(ends.error());
    start.first = ends->first;
    start.end = ends->end;
    starts.push_back(std::move(start));
  }
  if (auto checked = CheckOffsets(options, keep_waiting, starts); !checked) return tl::unexpected(checked.error());
  return starts;
}

Result<std::vector<std::int64_t>> CommittedOffsets(rd_kafka_t* consumer,
                                                   const rd_kafka_topic_partition_list_t& partitions, int timeout_ms) {
  const KafkaPartitions committed = Copy(partitions);
  if (const auto code = Committed(consumer, committed.get(), timeout_ms); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Unavailable("cannot read the group's committed offsets: " + ErrorText(code));
  }
  std::vector<std::int64_t> offsets;
  for (int i = 0; i < committed->cnt; ++i) {
    offsets.push_back(committed->elems[i].offset >= 0 ? committed->elems[i].offset : -1);
  }
  return offsets;
}

}  // namespace labelwatch
