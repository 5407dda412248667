#pragma once
// Values as people write them in a configuration file: durations (10m, 500ms, 1h30m), sizes (256MiB), numbers.
//
// Reading returns the value or what was expected instead; Print(Read(text)) is the shortest text of the same value.

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace labelwatch {

template <typename T>
using ReadValue = tl::expected<T, std::string>;  // error: "expected a duration such as ..., got '...'"

// Milliseconds, not negative. Units ms, s, m, h, d, largest first; a plain 0 needs none.
ReadValue<std::int64_t> ReadDuration(std::string_view text);
std::string PrintDuration(std::int64_t milliseconds);

// Bytes. Units B, KiB, MiB, GiB, TiB; a plain 0 needs none.
ReadValue<std::uint64_t> ReadSize(std::string_view text);
std::string PrintSize(std::uint64_t bytes);

// Finite, decimal or scientific.
ReadValue<double> ReadNumber(std::string_view text);
std::string PrintNumber(double number);  // the shortest text that reads back to the same number

// A whole number without sign.
ReadValue<std::uint64_t> ReadCount(std::string_view text);

}  // namespace labelwatch
