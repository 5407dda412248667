#pragma once
// Comma-separated values as RFC 4180 has them: quoted fields may hold commas, line ends and doubled quotes; lines end
// with LF or CRLF; empty lines are passed over.
//
// Single-owner.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/text/byte_source.h"
#include "schema/result.h"

namespace labelwatch {

class CsvReader {
 public:
  static constexpr std::size_t kMaxRow = 16u << 20;  // bytes

  explicit CsvReader(ByteSource& source);

  // The next row into Fields(); false at the end. An error ends the file: it cannot be read, a quote never ends, or a
  // row is too long.
  Result<bool> Next();

  const std::vector<std::string_view>& Fields() const { return fields_; }  // valid until the next call
  const std::string& Damage() const { return damage_; }  // what is wrong with the quoting of this row; empty: nothing
  std::uint64_t Line() const { return row_line_; }       // where the row begins, from 1 on
  const std::string& Path() const { return source_.Path(); }

 private:
  int Take();  // -1 at the end
  int Look();

  ByteSource& source_;
  std::uint64_t line_ = 1, row_line_ = 1;
  std::string text_, damage_;
  std::vector<std::size_t> ends_;
  std::vector<std::string_view> fields_;
};

}  // namespace labelwatch
