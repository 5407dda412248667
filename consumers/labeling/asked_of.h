#pragma once
// Of whom something is asked.

#include <cstdint>

namespace labelwatch {

enum class AskedOf : std::uint8_t {
  kReviewer,  // whoever comes
  kSecond,    // another one than the one who decided it first
  kExpert,
};

}  // namespace labelwatch
