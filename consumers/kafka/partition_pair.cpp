#include "consumers/kafka/partition_pair.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "consumers/input_health.h"
#include "consumers/position.h"

namespace labelwatch {
namespace {

Side Other(Side side) { return side == Side::kLabels ? Side::kPredictions : Side::kLabels; }

// Null data means that there was no key or no value at all.
std::string_view View(const void* data, std::size_t size) { return {static_cast<const char*>(data), data ? size : 0}; }

}  // namespace

PartitionPair::PartitionPair(std::int32_t partition, const PairContext& context)
    : partition_(partition),
      context_(context),
      outputs_(context.producer, context.kafka, partition, context.names.classes, context.judge, context.refusals),
      task_(context.task, context.names, context.learning, outputs_) {}

PartitionPair::Gap PartitionPair::Start(const StartPosition& labels, const StartPosition& predictions,
                                        std::int64_t now_ms) {
  Gap gap;
  const StartPosition* starts[kSides] = {&labels, &predictions};
  std::array<std::optional<CommittedPosition>, kSides> committed;
  for (std::size_t i = 0; i < kSides; ++i) {
    const StartPosition& start = *starts[i];
    OneSide& side = sides_[i];
    side.position = std::max(start.committed, start.first);
    side.committed = side.position;
    if (start.committed < 0) continue;
    if (side.position != start.committed) dirty_ = true;  // so that the group knows
    gap.lost += std::max<std::int64_t>(start.first - start.committed, 0);
    if (start.known) side.last = {start.known->last_offset, start.known->last_ms};
    if (start.committed >= start.first) committed[i] = start.known;
  }
  // The join holds frames of both sides, so it is rebuilt from both or not at all.
  if (!committed[0] || !committed[1]) return gap;
  for (std::size_t i = 0; i < kSides; ++i) {
    OneSide& side = sides_[i];
    const std::int64_t rewind = std::min(committed[i]->rewind_offset, side.committed);
    side.position = std::max(rewind, starts[i]->first);
    gap.forgotten += side.position - rewind;
    side.rebuilt = side.position >= side.committed;
  }
  watermark_ms_ = std::min(committed[0]->watermark_ms, committed[1]->watermark_ms);
  task_.StartRebuild({watermark_ms_, {committed[0]->ended_offset, committed[1]->ended_offset}});
  rebuilding_ = true;
  if (sides_[0].rebuilt && sides_[1].rebuilt) Rebuilt(Side::kLabels, now_ms);
  return gap;
}

void PartitionPair::Add(Side side, const rd_kafka_message_t& message, std::int64_t now_ms) {
  OneSide& at = At(side);
  if (message.offset < at.position) return;  // fetched again after a pause
  rd_kafka_timestamp_type_t type;
  Record record;
  record.side = side;
  record.key = View(message.key, message.key_len);
  record.value = View(message.payload, message.len);
  record.offset = message.offset;
  record.timestamp_ms = rd_kafka_message_timestamp(&message, &type);
  if (rebuilding_ && message.offset >= at.committed) {
    at.held.push_back({std::string(record.key), std::string(record.value), message.key != nullptr,
                       message.payload != nullptr, record.offset, record.timestamp_ms});
    at.position = message.offset + 1;
    if (!at.rebuilt) Rebuilt(side, now_ms);
    return;
  }
  outputs_.SetCurrent(&message);
  AddRecord(record, now_ms);
  outputs_.SetCurrent(nullptr);
  if (rebuilding_ && at.position >= at.committed) Rebuilt(side, now_ms);
}

void PartitionPair::AddRecord(const Record& record, std::int64_t now_ms) {
  OneSide& at = At(record.side);
  at.position = record.offset + 1;
  at.last = {record.offset, record.timestamp_ms};
  at.at_end = false;
  task_.Add(record, now_ms);
  if (!rebuilding_) dirty_ = true;
}

void PartitionPair::AtEnd(Side side, std::int64_t offset, std::int64_t now_ms) {
  OneSide& at = At(side);
  at.at_end = true;
  // The last offsets may be those of transaction markers, which are no messages.
  at.position = std::max(at.position, offset);
  if (rebuilding_ && !at.rebuilt && at.position >= at.committed) Rebuilt(side, now_ms);
}

// The side has been read up to its committed position; when both have, the task goes live.
void PartitionPair::Rebuilt(Side side, std::int64_t now_ms) {
  At(side).rebuilt = true;
  if (!At(Other(side)).rebuilt) return;
  task_.EndRebuild(now_ms);
  if (task_.Join().Watermark() < watermark_ms_) {
    spdlog::warn(
        "partition {}: the event time that was committed, {}, is ahead of the clock, {}: it goes on from the "
        "records that were read since",
        partition_, watermark_ms_, now_ms);
  }
  rebuilding_ = false;
  for (std::size_t i = 0; i < kSides; ++i) {
    for (const Held& held : std::exchange(sides_[i].held, {})) {
      Record record;
      record.side = static_cast<Side>(i);
      if (held.has_key) record.key = held.key;
      if (held.has_value) record.value = held.value;
      record.offset = held.offset;
      record.timestamp_ms = held.timestamp_ms;
      AddRecord(record, now_ms);
    }
  }
}

void PartitionPair::Advance(std::int64_t now_ms) {
  if (rebuilding_ || finished_) return;
  const std::size_t open = task_.Join().Frames();
  task_.Advance(now_ms);
  if (task_.Join().Frames() != open) dirty_ = true;
  Balance();
}

bool PartitionPair::Balance() {
  const FrameJoin& join = task_.Join();
  // A side that is through with rebuilding has nothing to read until the other one is.
  const auto waited_for = [this](const OneSide& side) { return side.at_end || (rebuilding_ && side.rebuilt); };
  return pressure_.Look(join.Fill(), join.LeadingSide(), {waited_for(sides_[0]), waited_for(sides_[1])});
}

void PartitionPair::Finish() {
  if (finished_) return;
  finished_ = true;
  dirty_ = true;
  task_.Finish();
}

CoveredInput PartitionPair::InputSinceCommit() const {
  return {partition_,
          {sides_[0].committed, sides_[1].committed},
          {sides_[0].position, sides_[1].position},
          task_.LabelClock()};
}

StreamCounts PartitionPair::TakeCounts() {
  dirty_ = false;
  for (OneSide& side : sides_) side.committed = side.position;
  return task_.TakeCounts();
}

OutputCounts PartitionPair::TakeOutputCounts() { return outputs_.TakeCounts(); }

std::string PartitionPair::CommitMetadata(Side side) const {
  const FrameJoin& join = task_.Join();
  const std::int64_t position = At(side).position;
  // After the end nothing is open: what was judged then must not be judged again.
  const std::int64_t rewind = finished_ || join.RewindOffset(side) < 0 ? position : join.RewindOffset(side);
  const LastRecord& last = At(side).last;
  return PositionText({std::min(rewind, position), join.Watermark(),
                       join.Mark().ended_offset[static_cast<std::size_t>(side)], last.offset, last.time_ms});
}

const std::vector<std::string>& PartitionPair::LookAtInput(std::uint64_t frames) {
  judged_ += frames;
  if (judged_ >= look_at_ || finished_) {
    input_warnings_ = SampleWarnings(task_.Sample(), context_.names.classes);
    look_at_ = judged_ + std::min(std::max(judged_, kFirstLook), kMostBetween);
  }
  return input_warnings_;
}

TaskStatus PartitionPair::Status(const std::array<std::int64_t, kSides>& ends) const {
  const FrameJoin& join = task_.Join();
  TaskStatus status;
  status.partition = partition_;
  status.open_frames = join.Frames();
  status.limit_frames = context_.task.join.max_frames;
  status.buffer_bytes = join.Bytes();
  status.limit_bytes = context_.task.join.max_bytes;
  status.sequences = task_.Sequences();
  status.limit_sequences = context_.task.inspect.tracks.sequences;
  for (std::size_t i = 0; i < kSides; ++i) {
    TaskStatus::OneSide& side = status.sides[i];
    side.topic = i == 0 ? context_.kafka.topics.labels : context_.kafka.topics.predictions;
    side.position = sides_[i].position;
    if (ends[i] >= 0) side.lag = std::max<std::int64_t>(ends[i] - side.position, 0);
    side.open_records = join.OpenRecords(static_cast<Side>(i));
  }
  status.input_warnings = input_warnings_;
  return status;
}

}  // namespace labelwatch
