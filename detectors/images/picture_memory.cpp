#include "detectors/images/picture_memory.h"

#include <bit>

#include "schema/hash.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

std::uint64_t HashOf(std::string_view text) { return text.empty() ? 0 : HashText(text, 0); }

}  // namespace

const PictureMemory::Seen* PictureMemory::SameContent(std::string_view content, std::string_view frame_id) {
  const auto found = by_content_.find(std::string(content));
  if (found == by_content_.end()) return nullptr;
  Seen& seen = seen_[found->second];
  if (seen.frame == HashOf(frame_id)) return nullptr;  // the same frame, labeled again
  ++seen.frames;
  return &seen;
}

std::optional<PictureMemory::Alike> PictureMemory::SameLook(std::uint64_t look, std::string_view frame_id,
                                                            std::string_view sequence) const {
  const std::uint64_t frame = HashOf(frame_id), own_sequence = HashOf(sequence);
  std::optional<Alike> nearest;
  for (std::size_t i = 0; i < looks_.size(); ++i) {
    const int bits = std::popcount(looks_[i] ^ look);
    if (bits > kRadius || (nearest && bits >= nearest->bits)) continue;
    const Seen& seen = seen_[i];
    if (!seen.has_look || seen.frame == frame || (own_sequence != 0 && seen.sequence == own_sequence)) continue;
    nearest = Alike{&seen, bits};
  }
  return nearest;
}

void PictureMemory::Add(std::string content, std::optional<std::uint64_t> look, std::string_view frame_id,
                        std::string_view sequence) {
  constexpr std::size_t kLongestId = 128;
  if (limit_ == 0 || by_content_.contains(content)) return;
  if (seen_.size() < limit_) {
    next_ = seen_.size();
    seen_.emplace_back();
    looks_.emplace_back();
  } else {
    next_ = (next_ + 1) % limit_;
    by_content_.erase(seen_[next_].content);
  }
  by_content_.emplace(content, next_);
  seen_[next_] = {std::move(content), HashOf(sequence),
                  HashOf(frame_id),   std::string(CutAtCharacter(frame_id, kLongestId)),
                  look.has_value(),   1};
  looks_[next_] = look.value_or(0);
}

}  // namespace labelwatch
