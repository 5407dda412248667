#include "consumers/closed_frames.h"

#include <algorithm>
#include <cstring>

namespace labelwatch {
namespace {

// Eight bytes at a time, mixed as in splitmix64.
std::uint64_t Mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

std::uint64_t Hash(std::uint64_t state, std::string_view text) {
  state = Mix(state ^ text.size());
  while (text.size() >= 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    state = Mix(state ^ word);
    text.remove_prefix(8);
  }
  std::uint64_t rest = 0;
  if (!text.empty()) std::memcpy(&rest, text.data(), text.size());  // an absent text may be null
  return Mix(state ^ rest);
}

std::uint64_t NotZero(std::uint64_t key) { return key == 0 ? 1 : key; }

std::uint64_t PredictionsKey(std::uint64_t frame, std::string_view model, std::string_view version) {
  return NotZero(Hash(Hash(frame, model), version));
}

}  // namespace

ClosedFrames::ClosedFrames(std::size_t buckets) : buckets_(buckets) {}

std::uint64_t ClosedFrames::FrameKey(std::string_view frame_id) { return NotZero(Hash(0x9E3779B97F4A7C15u, frame_id)); }

const ClosedFrames::Entry* ClosedFrames::Find(std::uint64_t frame, std::uint64_t key) const {
  const Bucket& bucket = buckets_[frame & (buckets_.size() - 1)];
  const auto entry = std::ranges::find(bucket.entries, key, &Entry::key);
  return entry == bucket.entries.end() ? nullptr : &*entry;
}

void ClosedFrames::Put(std::uint64_t frame, std::uint64_t key, std::uint64_t revision) {
  Bucket& bucket = buckets_[frame & (buckets_.size() - 1)];
  auto entry = std::ranges::find(bucket.entries, key, &Entry::key);
  if (entry == bucket.entries.end()) {
    entry = bucket.entries.end() - 1;  // the oldest makes room
  } else {
    revision = std::max(revision, entry->revision);
  }
  std::move_backward(bucket.entries.begin(), entry, entry + 1);
  bucket.entries.front() = {key, revision};
}

void ClosedFrames::CloseLabels(std::uint64_t frame, std::uint64_t revision) { Put(frame, frame, revision); }

void ClosedFrames::ClosePredictions(std::uint64_t frame, std::string_view model, std::string_view version) {
  Put(frame, PredictionsKey(frame, model, version), 0);
}

std::optional<std::uint64_t> ClosedFrames::Revision(std::uint64_t frame) const {
  const Entry* entry = Find(frame, frame);
  return entry ? std::optional(entry->revision) : std::nullopt;
}

bool ClosedFrames::HasPredictions(std::uint64_t frame, std::string_view model, std::string_view version) const {
  return Find(frame, PredictionsKey(frame, model, version)) != nullptr;
}

}  // namespace labelwatch
