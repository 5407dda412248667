#pragma once
// What is known of the requests that went into a labeling tool: which task each became, and what of its reviews has
// been told. It is kept on a compacted topic, a record for each request, written together with what follows from it.
//
//   announced   about to be imported: after a crash nobody knows whether it was, so the tool is asked
//   open        a task
//   closed      its task was taken out unseen, or there never was one since a later request came at once
//   kept        closed, too, but somebody had reviewed its task already, so it stays
//   refused     it cannot be a task
//
// Single-owner.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "consumers/labeling/follow_up.h"
#include "schema/relabel.h"
#include "schema/result.h"

namespace labelwatch {

enum class TaskState : std::uint8_t { kAnnounced, kOpen, kClosed, kKept, kRefused };

struct TaskEntry {
  std::string request_id, frame_id;
  std::uint64_t label_revision = 0;
  std::string digest;          // of the request's message
  std::string place;           // LabelingTool::Place
  std::int32_t partition = 0;  // of the topic of requests: whose owner tells its reviews
  TaskState state = TaskState::kAnnounced;
  std::uint64_t task = 0;
  std::int64_t announced_at_ms = 0;
  std::uint64_t corrected_revision = 0;       // the last that was sent; 0: none
  std::uint64_t withdrawn_by = 0;             // revision of the labels about which nothing is asked; 0: none came
  bool repeat = false;                        // asked a second time, to compare reviewers
  DecisionsByFinding decided;                 // of a request that is asked a second time
  std::map<std::uint64_t, std::string> told;  // reviews: annotation and its version

  static constexpr std::size_t kMostTold = 100;  // of one task; then the one with the least number is forgotten
};

std::string EncodeTaskEntry(const TaskEntry& entry);
Result<TaskEntry> DecodeTaskEntry(std::string_view bytes);

// Of a message, to notice that another one came back.
std::string MessageDigest(std::string_view bytes);

class TaskBook {
 public:
  // Takes the place of what was known of its request.
  TaskEntry& Put(TaskEntry entry);
  TaskEntry* Find(const std::string& request_id);
  TaskEntry* OfTask(std::uint64_t task, const std::string& place);
  std::vector<TaskEntry*> Of(const std::string& frame_id);
  // Announced and open ones of a frame.
  std::vector<TaskEntry*> OpenOf(const std::string& frame_id);
  // Of the labels of a frame that were heard of: asked about, or said to be fine; 0: none.
  std::uint64_t NewestRevision(const std::string& frame_id);
  // Requests that were announced at that time or before, where nobody is asked about their frame any more: closed,
  // refused, or reviewed; by id.
  std::vector<std::string> DoneSince(std::int64_t announced_ms) const;
  void Forget(const std::string& request_id);
  // Requests of tasks that are open and were announced at that time or before, by id.
  std::vector<std::string> OpenSince(std::int64_t announced_ms, const std::string& place) const;
  std::size_t Size() const { return entries_.size(); }
  std::size_t Open() const;
  void Clear();

 private:
  std::unordered_map<std::string, TaskEntry> entries_;
  std::unordered_map<std::uint64_t, std::string> by_task_;
  std::unordered_multimap<std::string, std::string> by_frame_;
};

}  // namespace labelwatch
