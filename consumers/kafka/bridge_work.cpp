#include "consumers/kafka/bridge_work.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "consumers/kafka/topic_reader.h"
#include "consumers/position.h"
#include "schema/text.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostBatchBytes = 64u << 20;  // tools bound what they take at once
constexpr std::int64_t kLongestWaitMs = 30'000;
constexpr std::int64_t kGatherMs = 200;  // an announced batch waits for the next one

std::string_view Bytes(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), data == nullptr ? 0 : size};
}

}  // namespace

// ------------------------------------------------------------------------------------------------------- partitions

Result<std::vector<PartitionPosition>> BridgeWork::Assigned(const std::vector<StartPosition>& starts,
                                                            std::int64_t now_ms) {
  Revoked();
  now_ms_ = now_ms;
  if (starts.empty()) return std::vector<PartitionPosition>{};
  std::vector<PartitionPosition> positions;
  bool committed = false;
  for (const StartPosition& start : starts) {
    const std::int64_t from = std::max(start.committed, start.first);
    committed = committed || start.committed >= 0;
    read_[start.partition] = settled_[start.partition] = from;
    goal_.try_emplace(start.partition, start.end);
    positions.push_back({start.topic, start.partition, from, {}});
  }
  if (auto restored = Restore(); !restored) return tl::unexpected(restored.error());
  // A book that was lost, or another group's: what stands in the tool is asked for before it is made again.
  may_know_ = book_.Size() == 0 || !committed;
  paused_ = false;
  spdlog::info("bridge: {} requests are known, {} of them open", book_.Size(), book_.Open());
  return positions;
}

void BridgeWork::Revoked() {
  book_.Clear();
  read_.clear();
  settled_.clear();
  forgotten_.clear();
  gathering_ = {};
  announcing_.reset();
  batch_.reset();
  to_tell_.clear();
  to_expire_.clear();
  to_forget_.clear();
  cursor_.clear();
  next_cursor_.clear();
  listing_ = committing_batch_ = taken_back_ = import_ended_ = false;
  looks_ = 0;
}

std::string BridgeWork::CursorKey() const {
  std::string key = "reviews\n" + context_.kafka.group + "\n" + context_.tool.Place();
  for (const auto& [partition, offset] : read_) key += "\n" + std::to_string(partition);
  return key;
}

Result<void> BridgeWork::Restore() {
  const std::string ours = EntryKey({}), cursor = CursorKey(), forgotten = ForgottenKey();
  std::uint64_t unreadable = 0;
  auto read = ReadTopic(context_.kafka, context_.kafka.topics.tasks, [&](const rd_kafka_message_t& message) {
    const std::string_view key = Bytes(message.key, message.key_len), value = Bytes(message.payload, message.len);
    if (key == cursor) cursor_ = value;
    if (key.starts_with(forgotten)) {
      std::int32_t partition = 0;
      std::from_chars(key.data() + forgotten.size(), key.data() + key.size(), partition);
      if (const auto mark = ForgottenRequests::FromText(value)) forgotten_[partition] = *mark;
    }
    if (!key.starts_with(ours)) return true;
    if (value.empty()) {
      book_.Forget(std::string(key.substr(ours.size())));
      return true;
    }
    if (auto entry = DecodeTaskEntry(value); entry && EntryKey(entry->request_id) == key) {
      book_.Put(std::move(*entry));
    } else {
      ++unreadable;
    }
    return true;
  });
  if (!read) return read;
  if (unreadable > 0) {
    may_know_ = true;
    spdlog::error("bridge: {} records of topic {} cannot be read: their requests are looked for in the tool",
                  unreadable, context_.kafka.topics.tasks);
  }
  return {};
}

// --------------------------------------------------------------------------------------------------------- requests

void BridgeWork::Record(const rd_kafka_message_t& message, std::int64_t now_ms) {
  const bool full = Full(gathering_);  // already: something holds its way up
  read_[message.partition] = message.offset + 1;
  if (gathering_.positions.empty()) gathering_.since_ms = now_ms;
  gathering_.positions[message.partition] = message.offset + 1;
  const std::string_view bytes = Bytes(message.payload, message.len);
  if (!bytes.empty()) {  // else a frame of which nothing is open any more
    auto request = DecodeRelabelRequest(bytes);
    const auto forgotten = forgotten_.find(message.partition);
    if (request && forgotten != forgotten_.end() && book_.Find(request->id) == nullptr &&
        forgotten->second.Holds(message.offset, request->asked_at_ms)) {
      // Read once more; what became of it is no longer known.
    } else if (request) {
      gathering_.bytes += bytes.size();
      gathering_.requests.push_back({std::move(*request), std::string(bytes), message.partition});
    } else {
      context_.metrics.Increase(Counter("labelwatch_bridge_requests_total"), {"unreadable"});
      warnings_.Warn("bridge: no request on topic " + context_.kafka.topics.requests,
                     "partition " + std::to_string(message.partition) + " offset " + std::to_string(message.offset) +
                         ": " + request.error().message);
    }
  }
  if (full || (Full(gathering_) && !Hurries())) Pause(true);
}

void BridgeWork::EndOfPartition(const rd_kafka_message_t& end, std::int64_t) { read_[end.partition] = end.offset; }

bool BridgeWork::Full(const Batch& batch) const {
  return batch.requests.size() >= context_.times.batch || batch.bytes >= kMostBatchBytes;
}

bool BridgeWork::Ready(const Batch& batch) const {
  return !batch.positions.empty() &&
         (Full(batch) || now_ms_ - batch.since_ms >= context_.times.batch_wait_ms || (context_.times.once && AtEnd()));
}

void BridgeWork::Pause(bool paused) {
  if (paused == paused_) return;
  for (const auto& [partition, offset] : read_) {
    const bool done = paused ? consumer_.Pause(context_.kafka.topics.requests, partition)
                             : consumer_.Resume(context_.kafka.topics.requests, partition);
    if (!done) return;
  }
  paused_ = paused;
}

void BridgeWork::Tick(std::int64_t now_ms) {
  now_ms_ = now_ms;
  warnings_.Advance(now_ms);
  // Nothing was read while the tool took a batch: the next one waits for more from here on, else it is a small one.
  if (std::exchange(import_ended_, false)) gathering_.since_ms = now_ms;
  if (read_.empty() || taken_back_ || now_ms < try_again_ms_) return;
  if (batch_ && batch_->announced_ms == 0) batch_->announced_ms = now_ms;
  if (MayImport()) Import();
  if (now_ms < try_again_ms_) return;
  LookAtReviews();
}

// Once the next batch is gathered: its announcement then goes with what becomes of this one, in one commit, and nobody
// waits for Kafka between two imports. Where no more requests come, a moment later.
bool BridgeWork::MayImport() const {
  if (!batch_ || batch_->imported || batch_->waits) return false;
  return Full(gathering_) || now_ms_ - batch_->announced_ms >= kGatherMs || (context_.times.once && AtEnd());
}

bool BridgeWork::Hurries() const {
  if (read_.empty() || taken_back_ || context_.stop.stop_requested()) return false;
  if (batch_ && batch_->imported) return true;  // to be committed
  if (batch_) return Full(gathering_) && MayImport() && now_ms_ >= try_again_ms_;
  return !announcing_ && Full(gathering_);  // to be announced
}

void BridgeWork::Trouble(const Error& error) {
  try_again_ms_ = now_ms_ + std::min(kLongestWaitMs, kFirstWaitMs << std::min(failures_++, 6));
  if (trouble_ != error.message) spdlog::warn("bridge: {}; tried again", error.message);
  trouble_ = error.message;
  context_.health.NotReady(kBridgeTool, trouble_);
  if (context_.times.once && (error.code != ErrorCode::kUnavailable || failures_ > 6)) {
    throw std::runtime_error(error.message);
  }
}

void BridgeWork::Recovered() {
  failures_ = 0;
  if (trouble_.empty()) return;
  spdlog::info("bridge: {} answers again", context_.tool.Name());
  trouble_.clear();
  context_.health.Ready(kBridgeTool);
}

// ----------------------------------------------------------------------------------------------------------- commit

void BridgeWork::Announce(Batch batch) {
  for (const TaskRequest& one : batch.requests) {
    const RelabelRequest& request = one.request;
    if (request.withdrawn) {
      Withdraw(request);
      continue;
    }
    if (const TaskEntry* const known = book_.Find(request.id)) {
      // Announced by a process before this one, which did not tell how it ended.
      if (known->state == TaskState::kAnnounced && !batch.fresh.contains(request.id)) {
        batch.unsure.insert(request.id);
        batch.fresh.insert(request.id);
      }
      continue;
    }
    TaskEntry entry;
    entry.request_id = request.id;
    entry.frame_id = request.frame_id;
    entry.label_revision = request.label_revision;
    entry.digest = MessageDigest(one.bytes);
    entry.place = context_.tool.Place();
    entry.partition = one.partition;
    entry.repeat = request.frame.arm == ReviewArm::kRepeat;
    // Asked because of a decision, by somebody who had not heard of the newer labels yet: what closes it stands before
    // it on the topic.
    if (!entry.repeat && entry.label_revision < book_.NewestRevision(entry.frame_id)) {
      entry.state = TaskState::kClosed;
      entry.announced_at_ms = now_ms_;
      context_.metrics.Increase(Counter("labelwatch_bridge_requests_total"), {"closed"});
      Save(book_.Put(std::move(entry)));
      continue;
    }
    if (may_know_) batch.unsure.insert(request.id);
    entry.announced_at_ms = may_know_ ? 0 : now_ms_;
    batch.fresh.insert(request.id);
    Save(book_.Put(std::move(entry)));
  }
  announcing_ = std::move(batch);
}

// Remembered with the requests of its frame, for those about older labels that may still come. Its tasks are taken out
// after the import of the batch.
void BridgeWork::Withdraw(const RelabelRequest& withdrawal) {
  for (TaskEntry* const entry : book_.Of(withdrawal.frame_id)) {
    if (entry->withdrawn_by >= withdrawal.label_revision || entry->label_revision >= withdrawal.label_revision)
      continue;
    entry->withdrawn_by = withdrawal.label_revision;
    Save(*entry);
  }
}

std::vector<PartitionPosition> BridgeWork::BeforeCommit() {
  std::vector<PartitionPosition> positions;
  if (batch_ && batch_->imported) {
    committing_batch_ = true;
    std::set<std::string> saved;
    for (const TaskRequest& one : batch_->requests) {
      const TaskEntry* const entry = book_.Find(one.request.id);
      if (entry != nullptr && saved.insert(one.request.id).second) Save(*entry);
    }
    for (const auto& [partition, offset] : batch_->positions) {
      CommittedPosition position;
      position.rewind_offset = offset;
      positions.push_back({context_.kafka.topics.requests, partition, offset, PositionText(position)});
    }
  }
  if ((!batch_ || committing_batch_) && !announcing_ && Ready(gathering_) && !context_.stop.stop_requested()) {
    Announce(std::exchange(gathering_, {}));
    Pause(false);
  }
  if (announcing_ && positions.empty() && !producer_.Dirty()) {  // nothing to announce
    batch_ = std::exchange(announcing_, std::nullopt);
  }
  return positions;
}

void BridgeWork::Committed() {
  if (committing_batch_) {
    for (const auto& [partition, offset] : batch_->positions) settled_[partition] = offset;
    batch_.reset();
  }
  committing_batch_ = false;
  if (batch_) batch_->waits = false;
  if (announcing_) batch_ = std::exchange(announcing_, std::nullopt);
  if (!batch_ && gathering_.positions.empty() && AtEnd()) may_know_ = false;
}

void BridgeWork::Save(const TaskEntry& entry) {
  Send(context_.kafka.topics.tasks, EntryKey(entry.request_id), EncodeTaskEntry(entry));
}

void BridgeWork::SaveCursor() { Send(context_.kafka.topics.tasks, CursorKey(), cursor_); }

void BridgeWork::Send(const std::string& topic, const std::string& key, const std::string& value,
                      KafkaHeaders headers) {
  if (producer_.Send({topic, key, value, std::move(headers)}) == OutputProducer::Sent::kTooLarge) {
    producer_.CannotSend(topic, "a message of " + std::to_string(value.size()) + " bytes");
  }
}

// ----------------------------------------------------------------------------------------------------------- status

bool BridgeWork::AtEnd() const {
  return std::ranges::all_of(goal_, [this](const auto& goal) {
    const auto read = read_.find(goal.first);
    return read == read_.end() || read->second >= goal.second;
  });
}

bool BridgeWork::AtGoal() {
  if (!context_.times.once || read_.empty()) return false;
  const bool all_tasks = AtEnd() && !batch_ && !announcing_ && gathering_.positions.empty();
  if (!all_tasks || listing_ || !to_expire_.empty() || !to_forget_.empty()) {
    if (!all_tasks) looks_ = 0;
    return false;
  }
  if (looks_ == 0) next_look_ms_ = 0;  // one that begins after the last task
  return looks_ > 0;
}

std::string BridgeWork::StillPreparing() const { return {}; }

void BridgeWork::ShowStatus() {
  context_.metrics.Set(Gauge("labelwatch_bridge_open_tasks"), static_cast<double>(book_.Open()));
  context_.metrics.Set(Gauge("labelwatch_bridge_waiting_requests"),
                       static_cast<double>(gathering_.requests.size() + (batch_ ? batch_->requests.size() : 0)));
}

}  // namespace labelwatch
