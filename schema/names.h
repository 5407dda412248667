#pragma once
// Names (classes, annotators, sources, models) as small numbers, so that the hot path indexes arrays.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace labelwatch {

using NameId = std::uint32_t;

// Gives each distinct name a number from 1 on, in order of first sight, up to a limit; what comes later is `kOther`.
// Names must be valid UTF-8 (wire checks). Thread-safe.
//
//   NameTable classes(1000);
//   NameId dog = classes.Add("dog");
//   classes.Name(dog);  // "dog"
class NameTable {
 public:
  static constexpr NameId kOther = 0;  // its name is "other"

  explicit NameTable(std::size_t limit);

  NameId Add(std::string_view name);         // the number of `name`, new if there is room, else kOther
  NameId Find(std::string_view name) const;  // kOther if unknown
  std::string_view Name(NameId id) const;    // lives as long as the table; "other" for an unknown id
  std::size_t Size() const;                  // numbers given, kOther included: ids are below Size()
  std::size_t Limit() const { return limit_; }
  std::uint64_t Refused() const { return refused_.load(std::memory_order_relaxed); }  // Add calls that got kOther

 private:
  const std::size_t limit_;
  mutable std::shared_mutex mutex_;
  std::deque<std::string> names_;  // a deque never moves its elements
  std::unordered_map<std::string_view, NameId> ids_;
  std::atomic<std::uint64_t> refused_{0};
};

// A private, lock-free front of one NameTable for one thread: a small direct-mapped table. Single-owner.
class NameCache {
 public:
  explicit NameCache(NameTable& table) : table_(&table) {}

  NameId Add(std::string_view name);
  NameTable& Table() const { return *table_; }

 private:
  static constexpr std::size_t kSlots = 1024;
  struct Slot {
    const char* data = nullptr;  // into the table
    std::uint32_t size = 0;
    NameId id = 0;
  };
  NameTable* table_;
  Slot slots_[kSlots];
};

// The tables that one process shares.
struct Names {
  NameTable classes{4096};
  NameTable annotators{500};
  NameTable sources{500};
  NameTable models{32};  // "name@version"
};

}  // namespace labelwatch
