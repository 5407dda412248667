#pragma once
// State that only its own program reads again, as bytes: every field in order, whole numbers short where they are
// small. One description serves both ways:
//
//   template <typename Archive> void Fields(Archive& archive, Dating& dating) { archive(dating.sum, dating.since); }
//
//   Send(Archived(kLayout, dating));
//   auto dating = FromArchive<Dating>(bytes, kLayout);   // any bytes
//
// Whoever changes what is written raises a number that is written first, its layout. A field of a later layout is read
// where it is there: if (archive.layout >= 2) archive(dating.added). Single-owner.

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "schema/result.h"

namespace labelwatch {

// The layout of what was just written by this program.
inline constexpr std::uint32_t kNewestLayout = ~std::uint32_t{0};

class ArchiveWriter {
 public:
  const std::uint32_t layout = kNewestLayout;

  template <typename... T>
  void operator()(const T&... values) {
    (Put(values), ...);
  }
  const std::string& Written() const { return bytes_; }

 private:
  template <typename T>
  void Put(const T& value) {
    if constexpr (std::is_floating_point_v<T>) {
      bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else if constexpr (std::is_enum_v<T>) {
      PutNumber(static_cast<std::uint64_t>(value));
    } else if constexpr (std::is_signed_v<T>) {  // zigzag: small whatever the sign
      const auto number = static_cast<std::int64_t>(value);
      PutNumber((static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63));
    } else if constexpr (std::is_unsigned_v<T>) {
      PutNumber(value);
    } else {
      Fields(*this, const_cast<T&>(value));  // which only reads it here
    }
  }
  void Put(const std::string& text) {
    PutNumber(text.size());
    bytes_ += text;
  }
  template <typename T>
  void Put(const std::vector<T>& values) {
    PutNumber(values.size());
    for (const T& value : values) Put(value);
  }
  template <typename T, std::size_t N>
  void Put(const std::array<T, N>& values) {
    for (const T& value : values) Put(value);
  }
  template <typename T>
  void Put(const std::optional<T>& value) {
    PutNumber(value ? 1 : 0);
    if (value) Put(*value);
  }
  template <typename K, typename V>
  void Put(const std::map<K, V>& values) {
    PutNumber(values.size());
    for (const auto& [key, value] : values) {
      Put(key);
      Put(value);
    }
  }
  void PutNumber(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) bytes_ += static_cast<char>(number | 0x80);
    bytes_ += static_cast<char>(number);
  }

  std::string bytes_;
};

class ArchiveReader {
 public:
  explicit ArchiveReader(std::string_view bytes) : left_(bytes) {}

  std::uint32_t layout = kNewestLayout;  // of what is read; whoever reads it first says so

  template <typename... T>
  void operator()(T&... values) {
    (Get(values), ...);
  }
  // All was there, and nothing more.
  bool Complete() const { return sound_ && left_.empty(); }

 private:
  template <typename T>
  void Get(T& value) {
    if constexpr (std::is_floating_point_v<T>) {
      value = 0;
      if (left_.size() < sizeof value) return Break();
      std::memcpy(&value, left_.data(), sizeof value);
      left_.remove_prefix(sizeof value);
    } else if constexpr (std::is_same_v<T, bool>) {
      value = GetNumber() != 0;
    } else if constexpr (std::is_signed_v<T>) {
      const std::uint64_t number = GetNumber();
      value = static_cast<T>(static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1));
    } else if constexpr (std::is_enum_v<T> || std::is_unsigned_v<T>) {
      value = static_cast<T>(GetNumber());
    } else {
      Fields(*this, value);
    }
  }
  void Get(std::string& text) {
    const std::uint64_t size = GetNumber();
    if (size > left_.size()) return Break();
    text = left_.substr(0, size);
    left_.remove_prefix(size);
  }
  template <typename T>
  void Get(std::vector<T>& values) {
    values.clear();
    for (std::uint64_t left = GetCount(); left > 0 && sound_; --left) Get(values.emplace_back());
  }
  template <typename T, std::size_t N>
  void Get(std::array<T, N>& values) {
    for (T& value : values) Get(value);
  }
  template <typename T>
  void Get(std::optional<T>& value) {
    value.reset();
    if (GetNumber() != 0) Get(value.emplace());
  }
  template <typename K, typename V>
  void Get(std::map<K, V>& values) {
    values.clear();
    for (std::uint64_t left = GetCount(); left > 0 && sound_; --left) {
      K key{};
      Get(key);
      Get(values[key]);
    }
  }
  // Each element takes a byte at least.
  std::uint64_t GetCount() {
    const std::uint64_t count = GetNumber();
    if (count <= left_.size()) return count;
    Break();
    return 0;
  }
  std::uint64_t GetNumber() {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (left_.empty()) break;
      const auto byte = static_cast<unsigned char>(left_.front());
      left_.remove_prefix(1);
      number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return number;
    }
    Break();
    return 0;
  }
  void Break() {
    sound_ = false;
    left_ = {};
  }

  std::string_view left_;
  bool sound_ = true;
};

// A state as bytes, its layout first.
template <typename State>
std::string Archived(std::uint32_t layout, const State& state) {
  ArchiveWriter out;
  out(layout, state);
  return out.Written();
}

// Any bytes: a state of a layout from 1 to `newest`, or why there is none. Whether its values can be is not asked here.
template <typename State>
Result<State> FromArchive(std::string_view bytes, std::uint32_t newest) {
  ArchiveReader in(bytes);
  std::uint32_t layout = 0;
  State state;
  in(layout);
  if (layout < 1 || layout > newest) {
    return BadInput("layout " + std::to_string(layout) + ", known are those up to " + std::to_string(newest));
  }
  in.layout = layout;
  in(state);
  if (!in.Complete()) return BadInput("cut off or damaged");
  return state;
}

}  // namespace labelwatch
