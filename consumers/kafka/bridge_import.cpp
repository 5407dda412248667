// A batch that was announced becomes tasks: each request one, whatever died on the way.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "consumers/kafka/bridge_work.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::int64_t kAnnouncedFor = 5'000;  // between an announcement and its import, at most

}  // namespace

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
    if (known.announced_at_ms == 0) known.announced_at_ms = now_ms_;
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
      warnings_.Warn("bridge: cannot be a task", "frame " + Printable(entry.frame_id) + ": " + task.refused);
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
      earlier.frame.arm = open->repeat ? ReviewArm::kRepeat : ReviewArm::kFlagged;
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

}  // namespace labelwatch
