#include "consumers/open_frames.h"

#include <algorithm>
#include <functional>

namespace labelwatch {
namespace {
// Memory beyond this is not kept for the next frame: one huge message must not be paid for a hundred thousand times.
constexpr std::size_t kKeptBytes = 4096;
constexpr std::size_t kKeptRecords = 4;
}  // namespace

OpenFrames::OpenFrames() { frames_.emplace_back(); }

std::uint32_t OpenFrames::Find(std::string_view frame_id) const {
  const auto it = by_id_.find(frame_id);
  return it == by_id_.end() ? kNone : it->second;
}

std::uint32_t OpenFrames::Open(std::string_view frame_id, Side opener, std::int64_t event_time_ms,
                               std::int64_t now_ms) {
  std::uint32_t place;
  if (free_.empty()) {
    place = static_cast<std::uint32_t>(frames_.size());
    frames_.emplace_back();
  } else {
    place = free_.back();
    free_.pop_back();
  }
  OpenFrame& frame = frames_[place];
  frame.frame_id = frame_id;
  frame.event_time_ms = event_time_ms;
  frame.opened_ms = now_ms;
  frame.opener = opener;
  frame.first_offset.fill(-1);
  frame.used = 0;
  frame.correction = false;
  frame.follow = 0;
  ++frame.generation;
  by_id_.emplace(frame.frame_id, place);
  OpenFrame& anchor = frames_[kNone];
  frame.older = anchor.older;
  frame.newer = kNone;
  frames_[anchor.older].newer = place;
  anchor.older = place;
  ++opened_;
  PushDeadline(place);
  return place;
}

ParkedRecord& OpenFrames::AddRecord(std::uint32_t place) {
  OpenFrame& frame = frames_[place];
  if (frame.used == frame.records.size()) frame.records.emplace_back();
  ParkedRecord& record = frame.records[frame.used++];
  record.bytes.clear();
  return record;
}

void OpenFrames::RemoveRecord(std::uint32_t place, std::size_t record) {
  OpenFrame& frame = frames_[place];
  std::swap(frame.records[record], frame.records[frame.used - 1]);
  --frame.used;
}

void OpenFrames::SetEventTime(std::uint32_t place, std::int64_t event_time_ms) {
  if (event_time_ms <= frames_[place].event_time_ms) return;
  frames_[place].event_time_ms = event_time_ms;
  PushDeadline(place);
}

void OpenFrames::Close(std::uint32_t place) {
  OpenFrame& frame = frames_[place];
  by_id_.erase(frame.frame_id);
  frames_[frame.older].newer = frame.newer;
  frames_[frame.newer].older = frame.older;
  ++frame.generation;
  if (frame.records.size() > kKeptRecords) frame.records.resize(kKeptRecords);
  for (ParkedRecord& record : frame.records) {
    if (record.bytes.capacity() > kKeptBytes) std::string().swap(record.bytes);
  }
  free_.push_back(place);
}

bool OpenFrames::Current(const Deadline& deadline) const {
  const OpenFrame& frame = frames_[deadline.place];
  return frame.generation == deadline.generation && frame.event_time_ms == deadline.event_time_ms;
}

void OpenFrames::PushDeadline(std::uint32_t place) {
  if (deadlines_.size() > 2 * by_id_.size() + 1024) {
    std::erase_if(deadlines_, [this](const Deadline& deadline) { return !Current(deadline); });
    std::ranges::make_heap(deadlines_, std::greater<>());
  }
  const OpenFrame& frame = frames_[place];
  deadlines_.push_back({frame.event_time_ms, opened_, place, frame.generation});
  std::ranges::push_heap(deadlines_, std::greater<>());
}

std::uint32_t OpenFrames::Due(std::int64_t time_ms) {
  while (!deadlines_.empty()) {
    const Deadline& first = deadlines_.front();
    if (Current(first)) return first.event_time_ms <= time_ms ? first.place : kNone;
    std::ranges::pop_heap(deadlines_, std::greater<>());
    deadlines_.pop_back();
  }
  return kNone;
}

}  // namespace labelwatch
