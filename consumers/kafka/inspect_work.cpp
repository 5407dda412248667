#include "consumers/kafka/inspect_work.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace labelwatch {
namespace {

const StartPosition* StartOf(const std::vector<StartPosition>& starts, const std::string& topic,
                             std::int32_t partition) {
  const auto found = std::ranges::find_if(
      starts, [&](const StartPosition& start) { return start.partition == partition && start.topic == topic; });
  return found == starts.end() ? nullptr : &*found;
}

}  // namespace

InspectWork::InspectWork(std::string worker, const InspectContext& context, GroupConsumer& consumer,
                         OutputProducer& producer)
    : worker_(std::move(worker)),
      context_(context),
      consumer_(consumer),
      producer_(producer),
      learning_(std::in_place, context_.task.inspect, context_.names.classes, context_.learning.Of(worker_)),
      pair_context_{context_.kafka, context_.task,  context_.names,   *learning_,
                    producer_,      context_.judge, context_.refusals},
      key_places_(context_.checks, context_.task.wire, context_.metrics) {}

std::vector<std::string> InspectWork::InputTopics() const { return {Topic(Side::kLabels), Topic(Side::kPredictions)}; }

// ------------------------------------------------------------------------------------------------------- partitions

Result<std::vector<PartitionPosition>> InspectWork::Assigned(const std::vector<StartPosition>& starts,
                                                             std::int64_t now_ms) {
  DropPairs();
  if (auto caught_up = CatchUp(); !caught_up) return tl::unexpected(caught_up.error());
  for (const StartPosition& start : starts) {
    const Side other = start.topic == Topic(Side::kLabels) ? Side::kPredictions : Side::kLabels;
    if (StartOf(starts, Topic(other), start.partition) == nullptr) {
      return Fatal("partition " + std::to_string(start.partition) + " of topic " + start.topic +
                   " was assigned without that of the other input topic: do both topics still have the same number of "
                   "partitions, and do all members of group " +
                   context_.kafka.group + " run labelwatch?");
    }
  }
  for (const StartPosition& start : starts) {
    if (start.topic != Topic(Side::kLabels)) continue;
    StartPair(start, *StartOf(starts, Topic(Side::kPredictions), start.partition), now_ms);
  }
  std::vector<PartitionPosition> begin;
  for (const Source& source : sources_) {
    begin.push_back({Topic(source.side), source.pair->Partition(), source.pair->Position(source.side), {}});
  }
  return begin;
}

// Before the first frame: by now the transactions of an earlier process of this name are settled.
Result<void> InspectWork::CatchUp() {
  if (caught_up_) return {};
  if (auto caught_up = context_.tallies.CatchUp(); !caught_up) return caught_up;
  learning_.emplace(context_.task.inspect, context_.names.classes, context_.learning.Of(worker_));
  caught_up_ = true;
  if (const auto version = learning_->Current()->version; version > 0) {
    spdlog::info("learning: {} goes on from step {} of group {}", worker_, version, context_.kafka.group);
  }
  return {};
}

void InspectWork::StartPair(const StartPosition& labels, const StartPosition& predictions, std::int64_t now_ms) {
  auto& pair = *pairs_.emplace_back(std::make_unique<PartitionPair>(labels.partition, pair_context_));
  const PartitionPair::Gap gap = pair.Start(labels, predictions, now_ms);
  if (gap.lost > 0) {
    context_.metrics.Increase(Counter("labelwatch_records_lost_total"), static_cast<double>(gap.lost));
    spdlog::error("partition {}: {} records were deleted before they were read: the topics keep them too briefly",
                  labels.partition, gap.lost);
  }
  if (gap.forgotten > 0) {
    context_.metrics.Increase(Counter("labelwatch_rebuild_records_missing_total"), static_cast<double>(gap.forgotten));
    spdlog::warn(
        "partition {}: {} records needed to rebuild the join are no longer kept: frames open at the last commit may "
        "end without their other side",
        labels.partition, gap.forgotten);
  }
  for (const Side side : {Side::kLabels, Side::kPredictions}) sources_.push_back({side, &pair, false, 0});
  // From its rebuild on the pair judges, and people watch it.
  if (!pair.Rebuilding()) context_.metrics.StartTask(pair.Status(KnownEnds(pair.Partition())));
}

void InspectWork::DropPairs() {
  learning_->Aborted();  // what was learnt since the commit, of frames that are read again elsewhere or anew
  for (const auto& pair : pairs_) {
    if (!pair->Rebuilding()) context_.metrics.EndTask(pair->Partition());
  }
  // A pause outlives the assignment.
  for (const Source& source : sources_) {
    if (source.paused) consumer_.Resume(Topic(source.side), source.pair->Partition());
    context_.checks.transactions.Flows(Topic(source.side), source.pair->Partition());
  }
  last_source_ = nullptr;
  last_topic_ = nullptr;
  sources_.clear();
  pairs_.clear();
}

std::string InspectWork::StillPreparing() const {
  const bool rebuilding = std::ranges::any_of(pairs_, [](const auto& pair) { return pair->Rebuilding(); });
  return rebuilding ? "rebuilding the join" : "";
}

// --------------------------------------------------------------------------------------------------------- messages

InspectWork::Source* InspectWork::Find(const rd_kafka_message_t& message) {
  if (message.rkt == last_topic_ && message.partition == last_partition_) return last_source_;
  const Side side = Topic(Side::kLabels) == rd_kafka_topic_name(message.rkt) ? Side::kLabels : Side::kPredictions;
  last_topic_ = message.rkt;
  last_partition_ = message.partition;
  const auto found = std::ranges::find_if(sources_, [&](const Source& source) {
    return source.side == side && source.pair->Partition() == message.partition;
  });
  last_source_ = found == sources_.end() ? nullptr : &*found;
  return last_source_;
}

void InspectWork::Record(const rd_kafka_message_t& message, std::int64_t now_ms) {
  Source* const source = Find(message);
  if (source == nullptr) return;
  const auto view = [](const void* data, std::size_t size) {
    return std::string_view(static_cast<const char*>(data), data == nullptr ? 0 : size);
  };
  key_places_.Seen({source->side, view(message.key, message.key_len), view(message.payload, message.len)},
                   ++source->seen, message.partition);
  PartitionPair& pair = *source->pair;
  const bool was_rebuilding = pair.Rebuilding();
  pair.Add(source->side, message, now_ms);
  const bool changed = pair.Balance();
  if (was_rebuilding) {
    AfterRebuildStep(pair);
  } else if (changed) {
    ApplyPauses();
  }
}

void InspectWork::EndOfPartition(const rd_kafka_message_t& end, std::int64_t now_ms) {
  Source* const source = Find(end);
  if (source == nullptr) return;
  const bool was_rebuilding = source->pair->Rebuilding();
  source->pair->AtEnd(source->side, end.offset, now_ms);
  if (was_rebuilding) AfterRebuildStep(*source->pair);
}

void InspectWork::AfterRebuildStep(PartitionPair& pair) {
  ApplyPauses();
  if (!pair.Rebuilding()) context_.metrics.StartTask(pair.Status(KnownEnds(pair.Partition())));
}

// ------------------------------------------------------------------------------------------------------------- time

void InspectWork::Tick(std::int64_t now_ms) {
  now_ms_ = now_ms;
  for (const auto& pair : pairs_) pair->Advance(now_ms);
  context_.refusals.Advance(now_ms);
  context_.tallies.Advance(now_ms);
  ApplyPauses();
}

void InspectWork::ApplyPauses() {
  for (Source& source : sources_) {
    const bool wanted = source.pair->WantsPause(source.side);
    if (wanted == source.paused) continue;
    const std::string& topic = Topic(source.side);
    const std::int32_t partition = source.pair->Partition();
    if (wanted ? consumer_.Pause(topic, partition) : consumer_.Resume(topic, partition)) source.paused = wanted;
  }
}

std::array<std::int64_t, kSides> InspectWork::KnownEnds(std::int32_t partition) const {
  return {consumer_.KnownEnd(Topic(Side::kLabels), partition),
          consumer_.KnownEnd(Topic(Side::kPredictions), partition)};
}

void InspectWork::ShowStatus() {
  for (const auto& pair : pairs_) {
    if (!pair->Rebuilding()) context_.metrics.UpdateTask(pair->Status(KnownEnds(pair->Partition())));
  }
  key_places_.Show();
  for (const Source& source : sources_) ShowHeld(source);
  context_.checks.Tell(context_.health, now_ms_);
}

// At its end, as far as records are committed, and not at its end.
void InspectWork::ShowHeld(const Source& source) {
  const std::string& topic = Topic(source.side);
  const std::int32_t partition = source.pair->Partition();
  const std::int64_t position = source.pair->Position(source.side), end = consumer_.KnownEnd(topic, partition);
  if (!source.paused && source.pair->IsAtEnd(source.side) && position < end) {
    context_.checks.transactions.Held(topic, partition, position, end, now_ms_);
  } else {
    context_.checks.transactions.Flows(topic, partition);
  }
}

bool InspectWork::AtGoal() {
  if (context_.goal == nullptr) return false;
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

void InspectWork::Finish() {
  for (const auto& pair : pairs_) pair->Finish();
}

// ----------------------------------------------------------------------------------------------------------- commit

// The next offsets to read, with what the next owner needs to rebuild the join. Pairs that rebuild keep theirs.
std::vector<PartitionPosition> InspectWork::BeforeCommit() {
  std::vector<PartitionPosition> positions;
  if (std::ranges::none_of(pairs_, [](const auto& pair) { return pair->Dirty(); })) return positions;
  for (const auto& pair : pairs_) pair->Settle();
  for (const Source& source : sources_) {
    const PartitionPair& pair = *source.pair;
    if (pair.Rebuilding()) continue;
    positions.push_back(
        {Topic(source.side), pair.Partition(), pair.Position(source.side), pair.CommitMetadata(source.side)});
  }
  SendTally();
  return positions;
}

void InspectWork::SendTally() {
  Tally tally;
  tally.group = context_.kafka.group;
  tally.worker = worker_;
  tally.transaction = context_.kafka.delivery == Delivery::kExactlyOnce;
  tally.lessons = learning_->LearntSinceCommit();
  for (const auto& pair : pairs_) {
    if (pair->Rebuilding()) continue;
    tally.covered.push_back(pair->InputSinceCommit());
    tally.frames += pair->Counts().frames;
    tally.flagged_frames += pair->Counts().flagged_frames;
    tally.series.Add(pair->Series());
  }
  context_.tallies.Send(tally, producer_);
}

void InspectWork::Committed() {
  learning_->Committed(context_.learning.Of(worker_));
  for (const auto& pair : pairs_) {
    if (pair->Rebuilding()) continue;
    const StreamCounts counts = pair->TakeCounts();
    context_.checks.flow.Add(counts);
    context_.checks.samples.Show(pair->Partition(), pair->LookAtInput(counts.frames));
    context_.metrics.Committed(counts, pair->Status(KnownEnds(pair->Partition())));
    CountOutputs(pair->TakeOutputCounts());
  }
}

void InspectWork::CountOutputs(const OutputCounts& counts) {
  for (std::size_t side = 0; side < kSides; ++side) {
    context_.metrics.Increase(Counter("labelwatch_records_ahead_of_clock_total"), {SideWord(static_cast<Side>(side))},
                              static_cast<double>(counts.ahead_of_clock[side]));
  }
  for (std::size_t output = 0; output < OutputCounts::kOutputs.size(); ++output) {
    context_.metrics.Increase(Counter("labelwatch_outputs_shortened_total"), {OutputCounts::kOutputs[output]},
                              static_cast<double>(counts.shortened[output]));
  }
}

}  // namespace labelwatch
