#pragma once
// Finds numbers by text, where the texts are kept elsewhere: about 14 bytes an entry, where a map of strings takes 60.
//
//   TextIndex index;
//   index.Add("7", 0);
//   index.Find("7", [&](std::uint32_t number) { return texts[number]; });  // 0
//
// Single-owner.

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace labelwatch {

class TextIndex {
 public:
  // The first number that was added with this text. `text_of(number)` is the text of a number.
  template <typename TextOf>
  std::optional<std::uint32_t> Find(std::string_view text, TextOf text_of) const {
    if (slots_.empty()) return {};
    const std::uint32_t tag = Tag(text);
    for (std::size_t i = tag & (slots_.size() - 1); slots_[i].number != kFree; i = (i + 1) & (slots_.size() - 1)) {
      if (slots_[i].tag == tag && text_of(slots_[i].number) == text) return slots_[i].number;
    }
    return {};
  }

  // REQUIRES: number < 2^32 - 1.
  void Add(std::string_view text, std::uint32_t number) {
    if (size_ * 4 >= slots_.size() * 3) Grow();
    Place({Tag(text), number});
    ++size_;
  }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  struct Slot {
    std::uint32_t tag, number;
  };

  static std::uint32_t Tag(std::string_view text) {
    const std::uint64_t hash = std::hash<std::string_view>()(text);
    return static_cast<std::uint32_t>(hash ^ (hash >> 32));
  }
  void Place(Slot slot) {
    std::size_t i = slot.tag & (slots_.size() - 1);
    while (slots_[i].number != kFree) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = slot;
  }
  void Grow() {
    std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2, Slot{0, kFree});
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.number != kFree) Place(slot);
    }
  }

  std::vector<Slot> slots_;  // a power of two
  std::size_t size_ = 0;
};

}  // namespace labelwatch
