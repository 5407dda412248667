#include "consumers/labeling/task_book.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "consumers/files/text/json_text.h"
#include "schema/hash.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::array<std::string_view, 5> kStates = {"announced", "open", "closed", "kept", "refused"};

// Ids may be any bytes that messages hold: what JSON would change is not an id of ours, and asked for no more.
template <typename T>
T Whole(JsonValue value) {
  T number = 0;
  const std::string_view text = value.Text();
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::string MessageDigest(std::string_view bytes) {
  return HexDigits(HashText(bytes, 0)) + HexDigits(HashText(bytes, 0x9e3779b97f4a7c15));
}

std::string EncodeTaskEntry(const TaskEntry& entry) {
  JsonWriter json;
  json.OpenObject();
  json.Key("request_id").Text(entry.request_id);
  json.Key("frame_id").Text(entry.frame_id);
  json.Key("label_revision").Whole(entry.label_revision);
  json.Key("digest").Text(entry.digest);
  json.Key("place").Text(entry.place);
  json.Key("partition").Signed(entry.partition);
  json.Key("state").Text(kStates[static_cast<std::size_t>(entry.state)]);
  json.Key("task").Whole(entry.task);
  json.Key("announced_at_unix_ms").Signed(entry.announced_at_ms);
  if (entry.corrected_revision > 0) json.Key("corrected_revision").Whole(entry.corrected_revision);
  if (entry.withdrawn_by > 0) json.Key("withdrawn_by").Whole(entry.withdrawn_by);
  if (entry.repeat) json.Key("repeat").Truth(true);
  if (!entry.decided.empty()) {
    json.Key("decided").OpenObject();
    for (const auto& [finding, decision] : entry.decided) json.Key(CleanText(finding)).Text(DecisionWord(decision));
    json.CloseObject();
  }
  if (!entry.told.empty()) {
    json.Key("told").OpenObject();
    for (const auto& [annotation, version] : entry.told) json.Key(std::to_string(annotation)).Text(CleanText(version));
    json.CloseObject();
  }
  json.CloseObject();
  return std::string(json.Written());
}

Result<TaskEntry> DecodeTaskEntry(std::string_view bytes) {
  JsonRecord record;
  if (auto read = ReadJsonText(bytes, record); !read) return tl::unexpected(read.error());
  const JsonValue root = record.Root();
  TaskEntry entry;
  entry.request_id = root["request_id"].Text();
  entry.frame_id = root["frame_id"].Text();
  entry.label_revision = Whole<std::uint64_t>(root["label_revision"]);
  entry.digest = root["digest"].Text();
  entry.place = root["place"].Text();
  entry.partition = Whole<std::int32_t>(root["partition"]);
  entry.task = Whole<std::uint64_t>(root["task"]);
  entry.announced_at_ms = Whole<std::int64_t>(root["announced_at_unix_ms"]);
  entry.corrected_revision = Whole<std::uint64_t>(root["corrected_revision"]);
  entry.withdrawn_by = Whole<std::uint64_t>(root["withdrawn_by"]);
  root["told"].ForMembers([&](std::string_view annotation, JsonValue version) {
    std::uint64_t number = 0;
    std::from_chars(annotation.data(), annotation.data() + annotation.size(), number);
    entry.told[number] = version.Text();
  });
  entry.repeat = root["repeat"].Truth();
  root["decided"].ForMembers([&](std::string_view finding, JsonValue word) {
    const auto decision = std::ranges::find(kDecisionWords, word.Text());
    if (decision == kDecisionWords.end()) return;
    entry.decided[std::string(finding)] = static_cast<Decision>(decision - kDecisionWords.begin());
  });
  const auto state = std::ranges::find(kStates, root["state"].Text());
  if (state == kStates.end() || entry.request_id.empty() || entry.frame_id.empty()) {
    return BadInput("it does not say its request, its frame and its state");
  }
  entry.state = static_cast<TaskState>(state - kStates.begin());
  return entry;
}

TaskEntry& TaskBook::Put(TaskEntry entry) {
  while (entry.told.size() > TaskEntry::kMostTold) entry.told.erase(entry.told.begin());
  if (entry.task > 0) by_task_[entry.task] = entry.request_id;
  const std::string id = entry.request_id;
  const auto [at, added] = entries_.insert_or_assign(id, std::move(entry));
  if (added) by_frame_.emplace(at->second.frame_id, id);
  return at->second;
}

TaskEntry* TaskBook::Find(const std::string& request_id) {
  const auto entry = entries_.find(request_id);
  return entry == entries_.end() ? nullptr : &entry->second;
}

TaskEntry* TaskBook::OfTask(std::uint64_t task, const std::string& place) {
  const auto id = by_task_.find(task);
  TaskEntry* const entry = id == by_task_.end() ? nullptr : Find(id->second);
  return entry != nullptr && entry->place == place ? entry : nullptr;
}

std::vector<TaskEntry*> TaskBook::Of(const std::string& frame_id) {
  std::vector<TaskEntry*> entries;
  const auto [begin, end] = by_frame_.equal_range(frame_id);
  for (auto id = begin; id != end; ++id) {
    if (TaskEntry* const entry = Find(id->second)) entries.push_back(entry);
  }
  return entries;
}

std::vector<TaskEntry*> TaskBook::OpenOf(const std::string& frame_id) {
  std::vector<TaskEntry*> open = Of(frame_id);
  std::erase_if(open, [](const TaskEntry* entry) { return entry->state > TaskState::kOpen; });
  return open;
}

std::uint64_t TaskBook::NewestRevision(const std::string& frame_id) {
  std::uint64_t newest = 0;
  for (const TaskEntry* entry : Of(frame_id)) {
    newest = std::max({newest, entry->label_revision, entry->withdrawn_by});
  }
  return newest;
}

std::vector<std::string> TaskBook::OpenSince(std::int64_t announced_ms, const std::string& place) const {
  std::vector<std::string> requests;
  for (const auto& [id, entry] : entries_) {
    const bool old = entry.announced_at_ms > 0 && entry.announced_at_ms <= announced_ms;
    if (old && entry.state == TaskState::kOpen && entry.place == place) requests.push_back(id);
  }
  std::ranges::sort(requests);
  return requests;
}

std::vector<std::string> TaskBook::DoneSince(std::int64_t announced_ms) const {
  const auto waits = [](const TaskEntry& entry) { return entry.state <= TaskState::kOpen && entry.told.empty(); };
  std::unordered_set<std::string_view> asked;  // frames
  for (const auto& [id, entry] : entries_) {
    if (waits(entry)) asked.insert(entry.frame_id);
  }
  std::vector<std::string> requests;
  for (const auto& [id, entry] : entries_) {
    if (entry.announced_at_ms > 0 && entry.announced_at_ms <= announced_ms && !asked.contains(entry.frame_id))
      requests.push_back(id);
  }
  std::ranges::sort(requests);
  return requests;
}

void TaskBook::Forget(const std::string& request_id) {
  const auto entry = entries_.find(request_id);
  if (entry == entries_.end()) return;
  const auto [begin, end] = by_frame_.equal_range(entry->second.frame_id);
  const auto of_frame = std::find_if(begin, end, [&](const auto& one) { return one.second == request_id; });
  if (of_frame != end) by_frame_.erase(of_frame);
  const auto task = by_task_.find(entry->second.task);
  if (task != by_task_.end() && task->second == request_id) by_task_.erase(task);
  entries_.erase(entry);
}

std::size_t TaskBook::Open() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(entries_, [](const auto& one) { return one.second.state == TaskState::kOpen; }));
}

void TaskBook::Clear() {
  entries_.clear();
  by_task_.clear();
  by_frame_.clear();
}

}  // namespace labelwatch
