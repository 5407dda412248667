#pragma once
// "1 frame", "2 frames": a number with what it counts.

#include <cstdint>
#include <string>

namespace labelwatch {

inline std::string Counted(std::uint64_t n, const char* one, const char* several) {
  return std::to_string(n) + " " + (n == 1 ? one : several);
}
inline std::string CountedFrames(std::uint64_t n) { return Counted(n, "frame", "frames"); }
inline std::string CountedLabels(std::uint64_t n) { return Counted(n, "label", "labels"); }

}  // namespace labelwatch
