#pragma once
// Lines of a text file and their columns, as formats with one object per line have them (YOLO, KITTI).
//
//   TextLines lines(source);
//   for (std::vector<std::string_view> columns; *lines.Next();) { SplitColumns(lines.Line(), columns); ... }
//
// Single-owner.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/text/byte_source.h"
#include "schema/result.h"

namespace labelwatch {

class TextLines {
 public:
  static constexpr std::size_t kMaxLine = 64u << 20;  // bytes: a polygon of a million points takes about 20 MB

  explicit TextLines(ByteSource& source);

  // The next line into Line(), without its end; false at the end of the file. An error: it cannot be read, or a line is
  // too long.
  Result<bool> Next();
  std::string_view Line() const { return line_; }   // valid until the next call
  std::uint64_t Number() const { return number_; }  // of this line, from 1 on

 private:
  ByteSource& source_;
  std::string line_;
  std::uint64_t number_ = 0;
};

// What stands between blanks and tabs; replaces `columns`.
void SplitColumns(std::string_view line, std::vector<std::string_view>& columns);

// Also of "nan" and "inf". Nothing: it is no number, or too large for one.
std::optional<double> NumberIn(std::string_view text);
// A whole number of at most nine digits, without sign.
std::optional<std::uint32_t> WholeNumberIn(std::string_view text);

}  // namespace labelwatch
