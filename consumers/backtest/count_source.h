#pragma once
// Counts that were recorded, in whatever form: rows of a CSV (count_rows.h), or tallies as they stand on their topic,
// one message per line in protobuf JSON or each after its length as a varint; gzip too. The form is told from the
// content.
//
//   auto source = OpenCounts(path);
//   Backtest backtest((*source)->FramesInOrder() > 0 ? InOrder(...) : InLabelTime(options));
//   while (*(*source)->Next(backtest)) {}
//
// What cannot be used is left out and named. Single-owner.

#include <cstdint>
#include <memory>
#include <string>

#include "consumers/backtest/backtest.h"
#include "consumers/files/text/problems.h"
#include "schema/result.h"

namespace labelwatch {

class CountSource {
 public:
  virtual ~CountSource() = default;
  // Hands the next piece over; false at the end. An error: the file ends in the middle, or holds nothing of use.
  virtual Result<bool> Next(Backtest& backtest) = 0;
  virtual std::string Piece() const = 0;   // "row"
  virtual std::uint64_t Read() const = 0;  // pieces that could be used
  virtual const labelwatch::Problems& Problems() const = 0;
  // Label times are places in a stream of so many frames; 0: they are times.
  virtual std::int64_t FramesInOrder() const { return 0; }
};

Result<std::unique_ptr<CountSource>> OpenCounts(const std::string& path);

}  // namespace labelwatch
