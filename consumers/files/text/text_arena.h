#pragma once
// Memory that only grows and never moves: what a reader keeps of a large file, without the slack and the copies of a
// growing array.
//
// Single-owner.

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace labelwatch {

class TextArena {
 public:
  // Uninitialised, aligned to 8 bytes; lives as long as the arena.
  char* Allocate(std::size_t size) {
    size = (size + 7) & ~std::size_t{7};
    if (size > left_) {
      const std::size_t block = size > kBlock / 4 ? size : kBlock;
      blocks_.push_back(std::unique_ptr<char[]>(new char[block]));
      total_ += block;
      if (block == size) return blocks_.back().get();  // a large one of its own; the open block stays open
      next_ = blocks_.back().get();
      left_ = block;
    }
    char* memory = next_;
    next_ += size;
    left_ -= size;
    return memory;
  }

  std::string_view Keep(std::string_view text) {
    if (text.empty()) return {};
    char* memory = Allocate(text.size());
    std::memcpy(memory, text.data(), text.size());
    return {memory, text.size()};
  }

  std::size_t Bytes() const { return total_; }

 private:
  static constexpr std::size_t kBlock = 1 << 20;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0, total_ = 0;
};

}  // namespace labelwatch
