#include "consumers/kafka/worker.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/properties.h"

namespace labelwatch {
namespace {

using std::chrono::milliseconds;

constexpr int kPollMs = 50;
// The clocks are read once for so many messages.
constexpr int kMessagesPerTick = 64;
constexpr auto kAdvanceInterval = milliseconds(50);
constexpr auto kStatusInterval = milliseconds(1000);
// Commits that fail in a row before the worker gives up; the waits between them double from 100 ms to 5 s.
constexpr int kMaxFailures = 10;
// Of each source, the partitions of so many first keys are checked, then of one in kCheckEvery.
constexpr std::uint64_t kCheckFirst = 1000, kCheckEvery = 64;

std::int64_t UnixMs() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

Worker::Worker(std::size_t index, const WorkerContext& context)
    : context_(context), index_(index), name_("kafka worker " + std::to_string(index)) {}

Worker::~Worker() { context_.health.Unwatch(name_); }

bool Worker::KeepWaiting() {
  context_.health.Progress(name_, UnixMs());
  return !stop_.stop_requested();
}

Result<void> Worker::Run(std::stop_token stop) {
  stop_ = std::move(stop);
  ReadClocks();
  context_.health.NotReady(name_, "no partitions assigned yet");
  // First the transactions, then the group: the offsets of an earlier process of this name are settled before anybody
  // asks for them.
  auto producer = OutputProducer::Start(context_.kafka, index_, [this] { return KeepWaiting(); });
  if (!producer && stop_.stop_requested()) return {};
  if (!producer) return tl::unexpected(producer.error());
  producer_ = std::move(*producer);
  pair_context_.emplace(
      PairContext{context_.kafka.topics, context_.task, context_.names, context_.learning, *producer_, context_.judge});
  do {
    if (auto joined = Join(); !joined) return joined;
    Loop();
    ShowStatus();
    Leave();
  } while (std::exchange(join_again_, false));
  context_.health.NotReady(name_, error_ ? error_->message : "ended");
  if (error_) return tl::unexpected(*error_);
  return {};
}

Result<void> Worker::Join() {
  auto consumer = MakeGroupConsumer(context_.kafka, index_, {.opaque = this, .rebalance = Rebalanced});
  if (!consumer) return tl::unexpected(consumer.error());
  consumer_ = std::move(*consumer);
  const KafkaPartitions topics = MakePartitions(2);
  for (const Side side : {Side::kLabels, Side::kPredictions}) {
    rd_kafka_topic_partition_list_add(topics.get(), Topic(side).c_str(), RD_KAFKA_PARTITION_UA);
  }
  if (const auto code = rd_kafka_subscribe(consumer_.get(), topics.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Unavailable("kafka: cannot join the group: " + ErrorText(code));
  }
  return {};
}

// Gives up the partitions; a static member keeps its place for session.timeout.ms.
void Worker::Leave() {
  closing_ = true;
  rd_kafka_consumer_close(consumer_.get());
  closing_ = false;
}

void Worker::Loop() {
  for (int until_tick = 0; !error_ && !join_again_; --until_tick) {
    const KafkaMessage message(rd_kafka_consumer_poll(consumer_.get(), kPollMs));
    if (message) {
      message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? Handle(*message) : HandleError(*message);
    }
    if (message && until_tick > 0) continue;
    until_tick = kMessagesPerTick;
    ReadClocks();
    Tick();
    if (stop_.stop_requested()) return Commit();
    if (GoalReached() && FinishAll()) return;
  }
}

// Judges what is still open and commits it. False: that failed, and what was taken back is read again.
bool Worker::FinishAll() {
  for (const auto& pair : pairs_) pair->Finish();
  Commit();
  return failures_ == 0;
}

// ------------------------------------------------------------------------------------------------------- partitions

void Worker::Rebalanced(rd_kafka_t* consumer, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                        void* opaque) {
  auto& self = *static_cast<Worker*>(opaque);
  self.ReadClocks();
  if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS && !self.closing_) {
    self.context_.metrics.Increase(Counter("labelwatch_rebalances_total"));
    self.Assign(*partitions);
    return;
  }
  if (code != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) self.Revoke();
  rd_kafka_assign(consumer, nullptr);
}

// Pairs for these partitions, from what is committed.
void Worker::Assign(const rd_kafka_topic_partition_list_t& partitions) {
  DropPairs();
  context_.health.NotReady(name_, "rebuilding the join");
  auto starts = AskStartPositions(consumer_.get(), partitions, [this] { return KeepWaiting(); });
  Result<void> started;
  if (!starts) {
    started = tl::unexpected(starts.error());
  } else {
    started = StartPairs(*starts);
  }
  if (!started) {
    // A worker that is asked to end while it waits has nothing to complain about.
    if (!stop_.stop_requested()) Fail(started.error());
    DropPairs();
    rd_kafka_assign(consumer_.get(), nullptr);
    return;
  }
  const KafkaPartitions assigned = MakePartitions(static_cast<int>(sources_.size()));
  for (const Source& source : sources_) {
    rd_kafka_topic_partition_list_add(assigned.get(), Topic(source.side).c_str(), source.pair->Partition())->offset =
        source.pair->Position(source.side);
  }
  const auto code = rd_kafka_assign(consumer_.get(), assigned.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Fail({ErrorCode::kFatal, "kafka: cannot assign: " + ErrorText(code)});
  ApplyPauses();
  next_commit_ = now_ + milliseconds(context_.kafka.commit_interval_ms);
}

Result<void> Worker::StartPairs(const std::vector<StartPosition>& starts) {
  const auto find = [&](Side side, std::int32_t partition) {
    return std::find_if(starts.begin(), starts.end(), [&](const StartPosition& start) {
      return start.partition == partition && start.topic == Topic(side);
    });
  };
  for (const StartPosition& start : starts) {
    const Side other = start.topic == Topic(Side::kLabels) ? Side::kPredictions : Side::kLabels;
    if (find(other, start.partition) == starts.end()) {
      return Fatal("partition " + std::to_string(start.partition) + " of topic " + start.topic +
                   " was assigned without that of the other input topic: do both topics still have the same number of "
                   "partitions, and do all members of group " +
                   context_.kafka.group + " run labelwatch?");
    }
  }
  for (const StartPosition& start : starts) {
    if (start.topic != Topic(Side::kLabels)) continue;
    const auto& predictions = *find(Side::kPredictions, start.partition);
    auto& pair = *pairs_.emplace_back(std::make_unique<PartitionPair>(start.partition, *pair_context_));
    const PartitionPair::Gap gap = pair.Start(start, predictions);
    if (gap.lost > 0) {
      context_.metrics.Increase(Counter("labelwatch_records_lost_total"), static_cast<double>(gap.lost));
      spdlog::error("partition {}: {} records were deleted before they were read: the topics keep them too briefly",
                    start.partition, gap.lost);
    }
    if (gap.forgotten > 0) {
      context_.metrics.Increase(Counter("labelwatch_rebuild_records_missing_total"),
                                static_cast<double>(gap.forgotten));
      spdlog::warn(
          "partition {}: {} records needed to rebuild the join are no longer kept: frames open at the last commit may "
          "end without their other side",
          start.partition, gap.forgotten);
    }
    for (const Side side : {Side::kLabels, Side::kPredictions}) sources_.push_back({side, &pair, false, 0});
    if (!pair.Rebuilding()) Live(pair);
  }
  Announce();
  return {};
}

// The pair judges from now on.
void Worker::Live(PartitionPair& pair) { context_.metrics.StartTask(pair.Status(KnownEnds(pair.Partition()))); }

// Ready when every pair is live; none at all is fine too: more workers than partitions.
void Worker::Announce() {
  const bool rebuilding =
      std::any_of(pairs_.begin(), pairs_.end(), [](const auto& pair) { return pair->Rebuilding(); });
  if (!rebuilding) context_.health.Ready(name_);
}

void Worker::Revoke() {
  context_.health.NotReady(name_, "no partitions assigned");
  // Lost: somebody else may own them already, so nothing may be committed.
  const bool fenced = Fenced(consumer_.get()), lost = fenced || rd_kafka_assignment_lost(consumer_.get()) != 0;
  if (lost && !fenced) session_lost_ = true;
  if (!lost && !error_) Commit();
  if (const KafkaError error = producer_->Abort()) Fail({ErrorCode::kFatal, "kafka: " + error.message});
  restart_ = false;
  DropPairs();
}

// Reads the partitions again from their committed positions.
void Worker::Restart() {
  restart_ = false;
  rd_kafka_topic_partition_list_t* raw = nullptr;
  if (const auto code = rd_kafka_assignment(consumer_.get(), &raw); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail({ErrorCode::kFatal, "kafka: " + ErrorText(code)});
  }
  const KafkaPartitions partitions(raw);
  Assign(*partitions);
}

void Worker::DropPairs() {
  for (const auto& pair : pairs_) {
    if (!pair->Rebuilding()) context_.metrics.EndTask(pair->Partition());
  }
  // A pause outlives the assignment.
  for (Source& source : sources_) {
    if (source.paused) Pause(source, false);
  }
  last_source_ = nullptr;
  last_topic_ = nullptr;
  sources_.clear();
  pairs_.clear();
}

// --------------------------------------------------------------------------------------------------------- messages

Worker::Source* Worker::SourceOf(Side side, std::int32_t partition) {
  for (Source& source : sources_) {
    if (source.side == side && source.pair->Partition() == partition) return &source;
  }
  return nullptr;
}

Worker::Source* Worker::Find(const rd_kafka_message_t& message) {
  if (message.rkt == last_topic_ && message.partition == last_partition_) return last_source_;
  const bool labels = Topic(Side::kLabels) == rd_kafka_topic_name(message.rkt);
  last_topic_ = message.rkt;
  last_partition_ = message.partition;
  last_source_ = SourceOf(labels ? Side::kLabels : Side::kPredictions, message.partition);
  return last_source_;
}

void Worker::Handle(const rd_kafka_message_t& message) {
  Source* const source = Find(message);
  if (source == nullptr || restart_) return;
  if (++source->seen <= kCheckFirst || source->seen % kCheckEvery == 0) CheckPartition(*source, message);
  PartitionPair& pair = *source->pair;
  const bool was_rebuilding = pair.Rebuilding();
  pair.Add(source->side, message, now_ms_);
  if (was_rebuilding) AfterRebuildStep(pair);
}

void Worker::AfterRebuildStep(PartitionPair& pair) {
  ApplyPauses();
  if (pair.Rebuilding()) return;
  Live(pair);
  Announce();
}

void Worker::HandleError(const rd_kafka_message_t& message) {
  const std::string text = rd_kafka_message_errstr(&message);
  switch (message.err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      if (Source* const source = Find(message); source != nullptr && !restart_) {
        const bool was_rebuilding = source->pair->Rebuilding();
        source->pair->AtEnd(source->side, message.offset, now_ms_);
        if (was_rebuilding) AfterRebuildStep(*source->pair);
      }
      return;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      // What we wanted to read is no longer there; the new start says how much is lost.
      spdlog::error("kafka: {}", text);
      restart_ = true;
      return;
    case RD_KAFKA_RESP_ERR__FATAL:
      if (JoinsAgain()) return;
      return Fail({ErrorCode::kFatal, "kafka: " + FatalText(consumer_.get()) + "; does another process of group " +
                                          context_.kafka.group + " run as " + InstanceName(context_.kafka) +
                                          "? kafka.instance_id must be unique"});
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      return Fail({ErrorCode::kUnavailable, "kafka: " + text});
    default:
      spdlog::warn("kafka: {}", text);
  }
}

// After an outage that outlived the session the broker may know this member by an older id, and fences it: the other
// process is this one. A real second process fences a member that has lost nothing.
bool Worker::JoinsAgain() {
  if (!Fenced(consumer_.get()) || !std::exchange(session_lost_, false)) return false;
  spdlog::warn("kafka: {}; its session had ended before, so it joins again", FatalText(consumer_.get()));
  join_again_ = true;
  return true;
}

void Worker::CheckPartition(Source& source, const rd_kafka_message_t& message) {
  const std::string_view key(static_cast<const char*>(message.key), message.key_len);
  const auto hash = context_.partition_check.Observe(source.side, key, message.partition);
  if (hash) ++hashes_[static_cast<std::size_t>(source.side)][static_cast<std::size_t>(*hash)];
}

// ------------------------------------------------------------------------------------------------------------- time

void Worker::ReadClocks() {
  now_ = Clock::now();
  now_ms_ = UnixMs();
}

void Worker::Tick() {
  if (now_ >= next_advance_) {
    for (const auto& pair : pairs_) pair->Advance(now_ms_);
    ApplyPauses();
    next_advance_ = now_ + kAdvanceInterval;
  }
  if (restart_ && now_ >= retry_at_) Restart();
  if (now_ >= next_commit_) {
    Commit();
    next_commit_ = now_ + milliseconds(context_.kafka.commit_interval_ms);
  }
  if (now_ >= next_status_) {
    ShowStatus();
    next_status_ = now_ + kStatusInterval;
  }
}

void Worker::ApplyPauses() {
  for (Source& source : sources_) {
    const bool wanted = source.pair->WantsPause(source.side);
    if (wanted != source.paused) Pause(source, wanted);
  }
}

void Worker::Pause(Source& source, bool pause) {
  const KafkaPartitions one = MakePartitions(1);
  rd_kafka_topic_partition_list_add(one.get(), Topic(source.side).c_str(), source.pair->Partition());
  const auto code = pause ? rd_kafka_pause_partitions(consumer_.get(), one.get())
                          : rd_kafka_resume_partitions(consumer_.get(), one.get());
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) source.paused = pause;
}

std::array<std::int64_t, kSides> Worker::KnownEnds(std::int32_t partition) const {
  std::array<std::int64_t, kSides> ends{};
  for (std::size_t side = 0; side < kSides; ++side) {
    std::int64_t first = -1, end = -1;
    rd_kafka_get_watermark_offsets(consumer_.get(), Topic(static_cast<Side>(side)).c_str(), partition, &first, &end);
    ends[side] = end;
  }
  return ends;
}

void Worker::ShowStatus() {
  context_.health.Progress(name_, now_ms_);
  context_.metrics.Set(Gauge("labelwatch_last_poll_timestamp_seconds"), 1e-3 * static_cast<double>(now_ms_));
  for (const auto& pair : pairs_) {
    if (!pair->Rebuilding()) context_.metrics.UpdateTask(pair->Status(KnownEnds(pair->Partition())));
  }
  for (std::size_t side = 0; side < kSides; ++side) {
    for (std::size_t hash = 0; hash < kKeyHashes; ++hash) {
      if (hashes_[side][hash] == 0) continue;
      context_.metrics.Increase(Counter("labelwatch_key_partition_match_total"),
                                {SideWord(static_cast<Side>(side)), KeyHashWord(static_cast<KeyHash>(hash))},
                                static_cast<double>(std::exchange(hashes_[side][hash], 0)));
    }
  }
  ShowPartitionProblem();
}

void Worker::ShowPartitionProblem() {
  const auto problem = context_.partition_check.Problem();
  if (problem.has_value() == partition_problem_) return;
  partition_problem_ = problem.has_value();
  if (!problem) return context_.health.Ready("kafka partitioners");
  if (index_ == 0) spdlog::error("kafka: {}", *problem);
  context_.health.NotReady("kafka partitioners", *problem);
}

bool Worker::GoalReached() {
  if (context_.goal == nullptr || restart_) return false;
  bool own = true;
  for (const Source& source : sources_) {
    const PartitionPair& pair = *source.pair;
    const std::int64_t position = pair.Position(source.side);
    if (pair.Rebuilding() || !context_.goal->Reached(source.side, pair.Partition(), position)) {
      own = false;
    } else {
      context_.goal->Reach(source.side, pair.Partition(), position);
    }
  }
  return own && context_.goal->AllReached();
}

// ----------------------------------------------------------------------------------------------------------- commit

// The next offsets to read, with what the next owner needs to rebuild the join. Pairs that rebuild keep theirs.
KafkaPartitions Worker::Offsets() const {
  KafkaPartitions offsets = MakePartitions(static_cast<int>(sources_.size()));
  for (const Source& source : sources_) {
    if (source.pair->Rebuilding()) continue;
    rd_kafka_topic_partition_t* const partition =
        rd_kafka_topic_partition_list_add(offsets.get(), Topic(source.side).c_str(), source.pair->Partition());
    partition->offset = source.pair->Position(source.side);
    const std::string metadata = source.pair->CommitMetadata(source.side);
    partition->metadata = rd_kafka_mem_malloc(nullptr, metadata.size());  // freed with the list
    partition->metadata_size = metadata.size();
    std::memcpy(partition->metadata, metadata.data(), metadata.size());
  }
  return offsets;
}

void Worker::Commit() {
  const bool dirty = std::any_of(pairs_.begin(), pairs_.end(), [](const auto& pair) { return pair->Dirty(); });
  if (restart_ || (!dirty && !producer_->Dirty())) return;
  context_.metrics.Increase(Counter("labelwatch_commits_total"));
  const auto start = Clock::now();
  KafkaError error = producer_->Commit(consumer_.get(), *Offsets());
  ReadClocks();
  context_.metrics.Observe(Histogram("labelwatch_commit_duration_seconds"),
                           std::chrono::duration<double>(now_ - start).count());
  if (!error) return Committed();

  context_.metrics.Increase(Counter("labelwatch_commit_failures_total"));
  ++failures_;
  spdlog::warn("kafka: commit failed ({} in a row): {}", failures_, error.message);
  if (error.action == KafkaAction::kAbort) {
    // The counts, the findings and the state of the join go with the transaction; all are made again from the input.
    const KafkaError abort = producer_->Abort();
    if (abort) error = abort;
    restart_ = true;
    retry_at_ = now_ + std::min(milliseconds(5000), milliseconds(50 << std::min(failures_, 7)));
  }
  if ((error.action == KafkaAction::kGiveUp || failures_ >= kMaxFailures) && !JoinsAgain()) {
    Fail({ErrorCode::kFatal, "kafka: cannot commit: " + error.message});
  }
}

void Worker::Committed() {
  failures_ = 0;
  session_lost_ = false;
  for (const auto& pair : pairs_) {
    if (pair->Rebuilding()) continue;
    context_.metrics.Committed(pair->TakeCounts(), pair->Status(KnownEnds(pair->Partition())));
  }
}

void Worker::Fail(Error error) {
  if (!error_) error_ = std::move(error);
}

}  // namespace labelwatch
