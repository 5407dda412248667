#include "consumers/kafka/bridge_work.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "consumers/kafka/topic_reader.h"
#include "consumers/labeling/review_outcome.h"
#include "consumers/position.h"
#include "schema/text.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostBatchBytes = 64u << 20;  // tools bound what they take at once
constexpr std::int64_t kAnnouncedFor = 5'000;       // between an announcement and its import, at most
constexpr std::size_t kReviewsPerTick = 20;         // then the member polls again
constexpr std::int64_t kFirstWaitMs = 500, kLongestWaitMs = 30'000;

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
    read_[start.partition] = from;
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
  gathering_ = {};
  announcing_.reset();
  batch_.reset();
  to_tell_.clear();
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
  const std::string ours = EntryKey({}), cursor = CursorKey();
  std::uint64_t unreadable = 0;
  auto read = ReadTopic(context_.kafka, context_.kafka.topics.tasks, [&](const rd_kafka_message_t& message) {
    const std::string_view key = Bytes(message.key, message.key_len), value = Bytes(message.payload, message.len);
    if (key == cursor) cursor_ = value;
    if (!key.starts_with(ours) || value.empty()) return true;
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
  read_[message.partition] = message.offset + 1;
  if (gathering_.positions.empty()) gathering_.since_ms = now_ms;
  gathering_.positions[message.partition] = message.offset + 1;
  const std::string_view bytes = Bytes(message.payload, message.len);
  if (!bytes.empty()) {  // else a frame of which nothing is open any more
    if (auto request = DecodeRelabelRequest(bytes)) {
      gathering_.bytes += bytes.size();
      gathering_.requests.push_back({std::move(*request), std::string(bytes), message.partition});
    } else {
      context_.metrics.Increase(Counter("labelwatch_bridge_requests_total"), {"unreadable"});
      spdlog::warn("bridge: partition {} offset {} of {} is no request: {}", message.partition, message.offset,
                   context_.kafka.topics.requests, request.error().message);
    }
  }
  if (Full(gathering_)) Pause(true);
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
  // Nothing was read while the tool took a batch: the next one waits for more from here on, else it is a small one.
  if (std::exchange(import_ended_, false)) gathering_.since_ms = now_ms;
  if (read_.empty() || taken_back_ || now_ms < try_again_ms_) return;
  if (batch_ && !batch_->imported && !batch_->waits) Import();
  if (now_ms < try_again_ms_) return;
  LookAtReviews();
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

// ----------------------------------------------------------------------------------------------------------- import

void BridgeWork::Import() {
  Result<bool> settled = Settle();
  if (settled && !*settled) return;
  Result<void> done = settled ? Result<void>() : tl::unexpected(settled.error());
  if (done) {
    const std::vector<const TaskRequest*> wanted = Wanted();
    if (AnnounceAgain(wanted)) return;
    done = ImportNew(wanted);
  }
  if (done) done = CloseEarlier();
  if (!done) return Trouble(done.error());
  batch_->imported = true;
  import_ended_ = true;
  Recovered();
}

void BridgeWork::Recovered() {
  failures_ = 0;
  if (trouble_.empty()) return;
  spdlog::info("bridge: {} answers again", context_.tool.Name());
  trouble_.clear();
  context_.health.Ready(kBridgeTool);
}

// Finds those that may be tasks already. False: an import of them may still be under way; come again.
Result<bool> BridgeWork::Settle() {
  if (batch_->unsure.empty()) return true;
  const std::vector<std::string> ids(batch_->unsure.begin(), batch_->unsure.end());
  auto found = context_.tool.Find(ids);
  if (!found) return tl::unexpected(found.error());
  std::int64_t last_ms = 0;
  for (const std::string& id : ids) {
    TaskEntry* const entry = book_.Find(id);
    const auto tasks = found->find(id);
    if (entry == nullptr || tasks == found->end()) {
      if (entry != nullptr) last_ms = std::max(last_ms, entry->announced_at_ms);
      continue;
    }
    TaskEntry known = *entry;
    known.task = tasks->second.front();
    known.state = TaskState::kOpen;
    book_.Put(std::move(known));
    batch_->unsure.erase(id);
    context_.metrics.Increase(Counter("labelwatch_bridge_requests_total"), {"found"});
    // Only what others have made by hand can be here twice.
    for (std::size_t i = 1; i < tasks->second.size(); ++i) {
      if (auto removed = context_.tool.Remove(tasks->second[i]); !removed) return tl::unexpected(removed.error());
    }
  }
  if (!batch_->unsure.empty() && now_ms_ < last_ms + kAnnouncedFor + context_.times.settle_ms) {
    try_again_ms_ = now_ms_ + kFirstWaitMs;
    return false;
  }
  batch_->unsure.clear();
  return true;
}

// Those of the batch that have to become tasks, each once.
std::vector<const TaskRequest*> BridgeWork::Wanted() {
  std::vector<const TaskRequest*> wanted;
  std::set<std::string> ids;
  for (const TaskRequest& one : batch_->requests) {
    if (one.request.withdrawn || !ids.insert(one.request.id).second) continue;
    const TaskEntry* const entry = book_.Find(one.request.id);
    if (entry != nullptr && entry->state == TaskState::kAnnounced) wanted.push_back(&one);
  }
  return wanted;
}

// Whoever finds an announcement goes by its time: where the tool was away for long, it has to be made anew.
bool BridgeWork::AnnounceAgain(const std::vector<const TaskRequest*>& wanted) {
  const bool old = std::ranges::any_of(wanted, [this](const TaskRequest* one) {
    return now_ms_ - book_.Find(one->request.id)->announced_at_ms > kAnnouncedFor;
  });
  if (!old) return false;
  for (const TaskRequest* one : wanted) {
    TaskEntry& entry = *book_.Find(one->request.id);
    entry.announced_at_ms = now_ms_;
    Save(entry);
  }
  batch_->waits = true;
  return true;
}

Result<void> BridgeWork::ImportNew(const std::vector<const TaskRequest*>& wanted) {
  if (wanted.empty()) return {};
  auto made = context_.tool.Import(wanted);
  if (!made) {
    // Nobody knows whether it was done: from now on it has its time to appear.
    if (context_.tool.MayHaveImported()) {
      for (const TaskRequest* one : wanted) {
        book_.Find(one->request.id)->announced_at_ms = now_ms_;
        batch_->unsure.insert(one->request.id);
      }
    }
    return tl::unexpected(made.error());
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    TaskEntry entry = *book_.Find(wanted[i]->request.id);
    const MadeTask& task = (*made)[i];
    entry.task = task.task;
    entry.state = task.refused.empty() ? TaskState::kOpen : TaskState::kRefused;
    if (!task.refused.empty()) {
      spdlog::warn("bridge: frame {} cannot be a task: {}", Printable(entry.frame_id), task.refused);
    }
    context_.metrics.Increase(Counter("labelwatch_bridge_requests_total"),
                              {task.refused.empty() ? "imported" : "refused"});
    book_.Put(std::move(entry));
  }
  return {};
}

// What was asked of the same frames before: by other batches, or before it in this one. A request that is only read
// again closes nothing: what came after it the first time stands.
Result<void> BridgeWork::CloseEarlier() {
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < batch_->requests.size(); ++i) place.try_emplace(batch_->requests[i].request.id, i);
  for (std::size_t i = 0; i < batch_->requests.size(); ++i) {
    const RelabelRequest& later = batch_->requests[i].request;
    if (!later.withdrawn && !batch_->fresh.contains(later.id)) continue;
    for (TaskEntry* const open : book_.OpenOf(later.frame_id)) {
      RelabelRequest earlier;
      earlier.id = open->request_id;
      earlier.label_revision = open->label_revision;
      const auto here = place.find(open->request_id);
      if ((here != place.end() && here->second >= i) || !Closes(later, earlier)) continue;
      if (auto closed = Close(*open); !closed) return closed;
    }
  }
  return {};
}

Result<void> BridgeWork::Close(TaskEntry& entry) {
  bool removed = true;
  if (entry.task > 0) {
    auto gone = context_.tool.Remove(entry.task);
    if (!gone) return tl::unexpected(gone.error());
    removed = *gone;
  }
  entry.state = removed ? TaskState::kClosed : TaskState::kKept;
  context_.metrics.Increase(Counter("labelwatch_bridge_requests_total"), {removed ? "closed" : "kept"});
  Save(entry);
  return {};
}

// ---------------------------------------------------------------------------------------------------------- reviews

void BridgeWork::LookAtReviews() {
  if (!listing_ && (now_ms_ >= next_look_ms_ || context_.called.exchange(false))) {
    listing_ = true;
    next_look_ms_ = now_ms_ + context_.times.poll_ms;
    next_cursor_ = cursor_;
  }
  if (!listing_) return;
  if (to_tell_.empty()) ListReviews();
  for (std::size_t i = 0; i < kReviewsPerTick && !to_tell_.empty(); ++i) {
    if (auto told = TellReview(to_tell_.front()); !told) return Trouble(told.error());
    to_tell_.pop_front();
  }
}

void BridgeWork::ListReviews() {
  if (next_cursor_ != cursor_) {  // all of the last answer was told
    cursor_ = next_cursor_;
    SaveCursor();
  }
  auto list = context_.tool.ReviewsSince(cursor_);
  if (!list) return Trouble(list.error());
  for (ReviewVersion& review : list->reviews) {
    const TaskEntry* const entry = book_.OfTask(review.task, context_.tool.Place());
    if (entry == nullptr || !read_.contains(entry->partition)) continue;  // no task of ours, or of another process
    const auto told = entry->told.find(review.annotation);
    if (told == entry->told.end() || told->second != review.version) to_tell_.push_back(std::move(review));
  }
  next_cursor_ = list->next;
  if (!to_tell_.empty() || list->more) return;
  if (next_cursor_ != cursor_) {
    cursor_ = next_cursor_;
    SaveCursor();
  }
  listing_ = false;
  Recovered();
  ++looks_;
}

Result<void> BridgeWork::TellReview(const ReviewVersion& version) {
  TaskEntry* const entry = book_.OfTask(version.task, context_.tool.Place());
  if (entry == nullptr) return {};
  const auto review = context_.tool.Fetch(version);
  if (!review) return tl::unexpected(review.error());
  if (!*review) return {};  // it is gone; so nobody has decided anything
  const auto told = entry->told.find(version.annotation);
  if (told == entry->told.end() || told->second != (*review)->of.version) Tell(**review, *entry);
  return {};
}

void BridgeWork::Tell(const Review& review, TaskEntry& entry) {
  TaskEntry after = entry;
  after.told[review.of.annotation] = review.of.version;
  const std::uint64_t revision = std::max(entry.label_revision, entry.corrected_revision) + 1;
  auto outcome = [&]() -> Result<ReviewOutcome> {
    if (!review.broken.empty()) return BadInput(review.broken);
    if (MessageDigest(review.request_bytes) != entry.digest) {
      return BadInput("the request that its task carries is not the one that was sent");
    }
    const auto request = DecodeRelabelRequest(review.request_bytes);
    if (!request) return tl::unexpected(request.error());
    auto made = OutcomeOf(*request, review, context_.tool.Name(), revision);
    if (!made) return made;
    const std::string key = request->frame.sequence.empty() ? request->frame_id : request->frame.sequence;
    Send(context_.kafka.topics.verdicts, request->frame_id, EncodeRelabelVerdict(made->verdict));
    if (!made->labels.empty()) {
      after.corrected_revision = revision;
      Send(context_.kafka.topics.labels, key, made->labels);
      for (const std::string& predictions : made->predictions) {
        Send(context_.kafka.topics.predictions, key, predictions);
      }
    }
    return made;
  }();
  if (!outcome) {
    context_.metrics.Increase(Counter("labelwatch_bridge_reviews_total"), {"unusable"});
    spdlog::warn("bridge: review {} of task {} (frame {}) is left out: {}", review.of.annotation, entry.task,
                 Printable(entry.frame_id), outcome.error().message);
  } else {
    context_.metrics.Increase(Counter("labelwatch_bridge_reviews_total"),
                              {review.skipped                             ? "skipped"
                               : outcome->verdict.new_label_revision == 0 ? "unchanged"
                                                                          : "corrected"});
  }
  Save(book_.Put(std::move(after)));
}

// ----------------------------------------------------------------------------------------------------------- commit

void BridgeWork::Announce(Batch batch) {
  for (const TaskRequest& one : batch.requests) {
    const RelabelRequest& request = one.request;
    if (request.withdrawn) continue;
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
    if (may_know_) batch.unsure.insert(request.id);
    entry.announced_at_ms = may_know_ ? 0 : now_ms_;
    batch.fresh.insert(request.id);
    Save(book_.Put(std::move(entry)));
  }
  announcing_ = std::move(batch);
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
  if (committing_batch_) batch_.reset();
  committing_batch_ = false;
  if (batch_) batch_->waits = false;
  if (announcing_) batch_ = std::exchange(announcing_, std::nullopt);
  if (!batch_ && gathering_.positions.empty() && AtEnd()) may_know_ = false;
}

void BridgeWork::Save(const TaskEntry& entry) {
  Send(context_.kafka.topics.tasks, EntryKey(entry.request_id), EncodeTaskEntry(entry));
}

void BridgeWork::SaveCursor() { Send(context_.kafka.topics.tasks, CursorKey(), cursor_); }

void BridgeWork::Send(const std::string& topic, const std::string& key, const std::string& value) {
  if (producer_.Send({topic, key, value, nullptr}) == OutputProducer::Sent::kTooLarge) {
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
  if (!all_tasks || listing_) {
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
