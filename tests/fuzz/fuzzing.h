#pragma once
// What fuzzers share: the bytes of libFuzzer as a text that ends where they end, and a way to say what does not hold.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace labelwatch {

// Copied without a byte behind them, so that the address sanitizer sees whoever reads past the end.
class FuzzedBytes {
 public:
  FuzzedBytes(const std::uint8_t* data, std::size_t size) : bytes_(data, data + size) {}

  bool Empty() const { return at_ == bytes_.size(); }
  std::uint8_t Byte() { return Empty() ? std::uint8_t{0} : bytes_[at_++]; }
  std::string_view Rest() const { return {reinterpret_cast<const char*>(bytes_.data()) + at_, bytes_.size() - at_}; }

 private:
  std::vector<std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

inline void Hold(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// An error is one line for a person.
inline void HoldOneLine(const std::string& message) {
  Hold(!message.empty() && message.find('\n') == std::string::npos, "an error is a sentence on one line");
}

}  // namespace labelwatch
