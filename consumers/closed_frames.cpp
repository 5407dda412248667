#include "consumers/closed_frames.h"

#include <algorithm>
#include <bit>

#include "schema/hash.h"

namespace labelwatch {
namespace {

std::uint64_t NotZero(std::uint64_t key) { return key == 0 ? 1 : key; }

}  // namespace

ClosedFrames::ClosedFrames(std::size_t records) : buckets_(std::bit_ceil((records + kWays - 1) / kWays)) {}

std::uint64_t ClosedFrames::FrameKey(std::string_view frame_id) { return NotZero(HashText(frame_id, 0)); }

std::uint64_t ClosedFrames::PredictionsKey(std::uint64_t frame, std::string_view model, std::string_view version) {
  return NotZero(HashText(version, HashText(model, frame)));
}

std::uint64_t ClosedFrames::SentAgainKey(std::uint64_t predictions, std::uint64_t revision) {
  return NotZero(Mix(predictions ^ Mix(revision)));
}

std::uint64_t ClosedFrames::EndedKey(std::uint64_t frame) { return NotZero(~frame); }

void ClosedFrames::LoadAhead(std::uint64_t frame) const {
  const Bucket& bucket = buckets_[frame & (buckets_.size() - 1)];
  __builtin_prefetch(&bucket.entries.front());
  __builtin_prefetch(&bucket.entries.back());
}

const ClosedFrames::Entry* ClosedFrames::Find(std::uint64_t frame, std::uint64_t key) const {
  const Bucket& bucket = buckets_[frame & (buckets_.size() - 1)];
  const auto entry = std::ranges::find(bucket.entries, key, &Entry::key);
  return entry == bucket.entries.end() ? nullptr : &*entry;
}

void ClosedFrames::Close(std::uint64_t frame, std::uint64_t record, std::uint64_t revision) {
  Bucket& bucket = buckets_[frame & (buckets_.size() - 1)];
  auto entry = std::ranges::find(bucket.entries, record, &Entry::key);
  if (entry == bucket.entries.end()) {
    entry = bucket.entries.end() - 1;  // the oldest makes room
    forgotten_ += entry->key != 0 ? 1 : 0;
  } else {
    revision = std::max(revision, entry->revision);
  }
  std::move_backward(bucket.entries.begin(), entry, entry + 1);
  bucket.entries.front() = {record, revision};
}

std::optional<std::uint64_t> ClosedFrames::Revision(std::uint64_t frame) const {
  const Entry* entry = Find(frame, frame);
  return entry ? std::optional(entry->revision) : std::nullopt;
}

std::optional<std::uint64_t> ClosedFrames::EndedRevision(std::uint64_t frame) const {
  const Entry* entry = Find(frame, EndedKey(frame));
  return entry ? std::optional(entry->revision) : std::nullopt;
}

}  // namespace labelwatch
