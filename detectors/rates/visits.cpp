#include "detectors/rates/visits.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace labelwatch {
namespace {

// From one time to another, whatever hostile clocks say.
std::uint64_t Span(std::int64_t from_ms, std::int64_t to_ms) {
  return to_ms <= from_ms ? 0 : static_cast<std::uint64_t>(to_ms) - static_cast<std::uint64_t>(from_ms);
}

bool Reaches(std::uint64_t span, std::int64_t limit) { return limit <= 0 || span >= static_cast<std::uint64_t>(limit); }

Visit Cleaned(Visit row) {
  row.frames.n = std::min(row.frames.n, kMostCounted);
  row.frames.k = std::min(row.frames.k, row.frames.n);
  if (row.last_ms < row.first_ms) std::swap(row.first_ms, row.last_ms);
  return row;
}

}  // namespace

void OpenVisits::Add(Visit row) {
  if (row.frames.n == 0) return;
  row = Cleaned(row);
  const Key key = {row.series, row.sequence};
  auto at = open_.find(key);
  if (at != open_.end() && !Continues(at->second.visit, row)) {
    Close(key);
    at = open_.end();
  }
  if (at == open_.end()) {
    if (Full(row)) {
      closed_.push_back(row);
      return;
    }
    at = open_.try_emplace(key, Entry{row, 0}).first;
    Expect(key, at->second);
    if (open_.size() > limits_.open) {
      const Visit& oldest = Oldest();
      Close({oldest.series, oldest.sequence});
      ++displaced_;
    }
    return;
  }
  Visit& visit = at->second.visit;
  visit.frames.n = CountedSum(visit.frames.n, row.frames.n);
  visit.frames.k = CountedSum(visit.frames.k, row.frames.k);
  visit.first_ms = std::min(visit.first_ms, row.first_ms);
  visit.last_ms = std::max(visit.last_ms, row.last_ms);
  if (Full(visit)) Close(key);
}

void OpenVisits::CloseUntil(std::int64_t clock_ms) {
  while (!open_.empty()) {
    const Visit& oldest = Oldest();
    if (oldest.last_ms > clock_ms || !Reaches(Span(oldest.last_ms, clock_ms), limits_.gap_ms)) return;
    Close({oldest.series, oldest.sequence});
  }
}

std::vector<Visit> OpenVisits::List() const {
  std::vector<Visit> visits;
  visits.reserve(open_.size());
  for (const auto& [key, entry] : open_) visits.push_back(entry.visit);
  std::sort(visits.begin(), visits.end(), [](const Visit& a, const Visit& b) {
    return std::pair(a.series, a.sequence) < std::pair(b.series, b.sequence);
  });
  return visits;
}

void OpenVisits::Restore(std::span<const Visit> visits) {
  open_.clear();
  due_.clear();
  closed_.clear();
  for (const Visit& visit : visits) Add(visit);
}

// Rows of one sequence come in order; one that lies a gap before the visit is another visit as well.
bool OpenVisits::Continues(const Visit& visit, const Visit& row) const {
  return !Reaches(Span(visit.last_ms, row.first_ms), limits_.gap_ms) &&
         !Reaches(Span(row.last_ms, visit.first_ms), limits_.gap_ms);
}

bool OpenVisits::Full(const Visit& visit) const {
  return visit.frames.n >= limits_.frames || Reaches(Span(visit.first_ms, visit.last_ms), limits_.longest_ms);
}

void OpenVisits::Close(const Key& key) {
  const auto at = open_.find(key);
  closed_.push_back(at->second.visit);
  open_.erase(at);
}

void OpenVisits::Expect(const Key& key, Entry& entry) {
  entry.due_ms = entry.visit.last_ms;
  due_.push_back({entry.due_ms, key});
  std::push_heap(due_.begin(), due_.end(), std::greater<>());
  // Visits that were closed otherwise leave theirs behind.
  if (due_.size() < 2 * open_.size() + 1024) return;
  due_.clear();
  for (const auto& [open_key, open_entry] : open_) due_.push_back({open_entry.due_ms, open_key});
  std::make_heap(due_.begin(), due_.end(), std::greater<>());
}

const Visit& OpenVisits::Oldest() {
  for (;;) {
    const Due top = due_.front();
    const auto at = open_.find(top.key);
    const bool counts = at != open_.end() && at->second.due_ms == top.last_ms;
    if (counts && at->second.visit.last_ms == top.last_ms) return at->second.visit;
    std::pop_heap(due_.begin(), due_.end(), std::greater<>());
    due_.pop_back();
    if (counts) Expect(top.key, at->second);
  }
}

}  // namespace labelwatch
