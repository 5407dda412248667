#pragma once
// Names (classes, annotators, sources, models) as small numbers, so that the hot path indexes arrays.

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
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

  NameId Add(std::string_view name) {
    const Ends ends(name, name.size());
    const Slot& slot = slots_[ends.Hash()];
    return slot.Holds(ends, name) ? slot.id : AddToTable(ends, name);
  }
  // The number of `name` if it was added here lately, else kOther. Costs no lock. `readable`: how many bytes there are
  // from its start on, those behind it included.
  NameId Cached(std::string_view name, std::size_t readable) const {
    const Ends ends(name, readable);
    const Slot& slot = slots_[ends.Hash()];
    return slot.Holds(ends, name) ? slot.id : NameTable::kOther;
  }
  NameTable& Table() const { return *table_; }

 private:
  static constexpr int kSlotBits = 10;
  // The first and the last eight bytes of a name, or what it has of them: with the length they say all of a name of up
  // to 16 bytes.
  struct Ends {
    Ends(std::string_view name, std::size_t readable) : size(name.size()) {
      if (readable >= 8) {  // lengths are as good as random: a branch for each would be mispredicted
        const std::size_t taken = std::min<std::size_t>(size, 8);
        std::memcpy(&first, name.data(), 8);
        std::memcpy(&last, name.data() + (size - taken), 8);
        first &= kFirstBytes[taken];
        last &= kFirstBytes[taken];
      } else {
        for (std::size_t i = size; i-- > 0;) first = first << 8 | static_cast<unsigned char>(name[i]);
        last = first;
      }
    }
    // Multiplicative hashing: the high bits of a product with an odd constant depend on all bits.
    std::size_t Hash() const {
      const std::uint64_t mixed = (first ^ (last << 29 | last >> 35) ^ size) * 0x9E3779B97F4A7C15u;
      return static_cast<std::size_t>(mixed >> (64 - kSlotBits));
    }
    static_assert(std::endian::native == std::endian::little, "swap the bytes here");
    static constexpr std::array<std::uint64_t, 9> kFirstBytes = {
        0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF};
    std::uint64_t first = 0, last = 0;
    std::size_t size;
  };
  struct Slot {
    bool Holds(const Ends& ends, std::string_view name) const {
      return id != NameTable::kOther && first == ends.first && last == ends.last && size == ends.size &&
             (size <= 16 || std::memcmp(data, name.data(), size) == 0);
    }
    std::uint64_t first = 0, last = 0;
    std::size_t size = 0;
    const char* data = nullptr;  // into the table
    NameId id = NameTable::kOther;
  };
  NameId AddToTable(const Ends& ends, std::string_view name);

  NameTable* table_;
  std::array<Slot, std::size_t{1} << kSlotBits> slots_;
};

}  // namespace labelwatch
