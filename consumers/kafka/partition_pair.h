#pragma once
// Partition i of labels and partition i of predictions with the task that judges them: positions, the rebuilding after
// a restart, and back-pressure. Decides; inspect_work does.
//
// Rebuilding: the join's state is what was read in the last two windows before the committed positions. Both sides
// start at their rewind offsets, records below the committed positions fill the join silently, and the side that is
// through first is paused until the other one is.
//
// Single-owner: the member's thread.

#include <librdkafka/rdkafka.h>

#include <array>
#include <deque>
#include <string>

#include "consumers/back_pressure.h"
#include "consumers/kafka/start_positions.h"
#include "consumers/kafka/task_outputs.h"
#include "consumers/task.h"
#include "metrics/exporter.h"

namespace labelwatch {

// What the pairs of one member share; outlives them.
struct PairContext {
  const KafkaOptions& kafka;
  const TaskOptions& task;
  Names& names;
  WorkingCopy& learning;
  OutputProducer& producer;
  const std::string& judge;
  RefusalLog& refusals;
};

class PartitionPair {
 public:
  PartitionPair(std::int32_t partition, const PairContext& context);

  // Where reading begins. Returns the records that were lost or could not be read again, by cause.
  struct Gap {
    std::int64_t lost = 0;       // between the committed position and what is still there
    std::int64_t forgotten = 0;  // needed to rebuild the join, no longer there
  };
  Gap Start(const StartPosition& labels, const StartPosition& predictions, std::int64_t now_ms);

  // One message of a side, in order of offsets.
  void Add(Side side, const rd_kafka_message_t& message, std::int64_t now_ms);
  // There is nothing to read from `offset` on, for now.
  void AtEnd(Side side, std::int64_t offset, std::int64_t now_ms);
  // Time passes.
  void Advance(std::int64_t now_ms);
  // Judges the frames that wait for their pictures: before a commit.
  void Settle() {
    if (!rebuilding_) task_.Settle();
  }
  // No more records will come: every open frame is judged.
  void Finish();

  std::int32_t Partition() const { return partition_; }
  std::int64_t Position(Side side) const { return At(side).position; }  // next offset to read
  bool IsAtEnd(Side side) const { return At(side).at_end; }             // nothing to read there, for now
  bool Rebuilding() const { return rebuilding_; }
  // Whether the side should not be fetched now: through with rebuilding, or far ahead of the other with a full join.
  bool WantsPause(Side side) const { return (rebuilding_ && At(side).rebuilt) || pressure_.Waits(side); }
  // After a message was added: true where WantsPause may say something else than before.
  bool Balance();

  // Since the last call something was added or judged.
  bool Dirty() const { return dirty_; }
  StreamCounts TakeCounts();
  // Since the last TakeCounts: the input that was read, and what was counted. REQUIRES: not rebuilding.
  CoveredInput InputSinceCommit() const;
  const StreamCounts& Counts() const { return task_.Counts(); }
  SeriesSums Series() const { return task_.Series(); }
  OutputCounts TakeOutputCounts();
  // What is committed with the positions. REQUIRES: not rebuilding.
  std::string CommitMetadata(Side side) const;
  // What the input of this partition looks like as a whole. Called after each commit with the frames that it judged;
  // looked at seldom, since it changes little.
  const std::vector<std::string>& LookAtInput(std::uint64_t frames);
  // `ends`: of the partitions as far as known, -1: not known.
  TaskStatus Status(const std::array<std::int64_t, kSides>& ends) const;

 private:
  struct Held {  // a message that came although its side was paused
    std::string key, value;
    bool has_key = false, has_value = false;
    std::int64_t offset = 0, timestamp_ms = 0;
  };
  struct LastRecord {  // that was read
    std::int64_t offset = -1, time_ms = -1;
  };
  struct OneSide {
    std::int64_t position = 0;
    std::int64_t committed = 0;  // rebuilt when read up to here; what is read from here on belongs to the next commit
    LastRecord last;
    bool rebuilt = true, at_end = false;
    std::deque<Held> held;
  };
  OneSide& At(Side side) { return sides_[static_cast<std::size_t>(side)]; }
  const OneSide& At(Side side) const { return sides_[static_cast<std::size_t>(side)]; }
  void Rebuilt(Side side, std::int64_t now_ms);
  void AddRecord(const Record& record, std::int64_t now_ms);

  static constexpr std::uint64_t kFirstLook = 50, kMostBetween = 10'000;  // frames

  const std::int32_t partition_;
  const PairContext& context_;
  TaskOutputs outputs_;
  Task task_;
  std::array<OneSide, kSides> sides_;
  BackPressure pressure_;
  std::int64_t watermark_ms_ = 0;  // committed
  bool rebuilding_ = false, dirty_ = false, finished_ = false;
  std::uint64_t judged_ = 0, look_at_ = kFirstLook;  // frames
  std::vector<std::string> input_warnings_;
};

}  // namespace labelwatch
