#pragma once
// The rows of a tick that is still open: frames and flagged ones of each series and sequence, summed over tallies.
//
//   OpenRows rows;
//   rows.Add(series, sequence, 12, 1);
//   for (const OpenRows::Row& row : rows.InOrder()) ...   // by series, then sequence, however they came
//
// A tick takes a row of every series from every tally, so that adding one is most of what a tick costs: rows stand one
// behind the other, found by a table of their places with open addressing, or mostly without it: the kinds of a value
// come in the same order each time. Single-owner.

#include <cstdint>
#include <vector>

namespace labelwatch {

class OpenRows {
 public:
  struct Row {
    std::uint32_t series = 0;
    std::uint64_t sequence = 0;  // its hash; 0: frames without one
    std::uint64_t frames = 0, flagged = 0;
  };

  void Add(std::uint32_t series, std::uint64_t sequence, std::uint64_t frames, std::uint64_t flagged);
  std::vector<Row> InOrder() const;

 private:
  Row& RowOf(std::uint32_t series, std::uint64_t sequence);
  std::uint32_t& PlaceOf(std::uint32_t series, std::uint64_t sequence);
  void Grow();

  std::vector<Row> rows_;
  std::size_t next_ = 0;               // behind the row that was added to last
  std::vector<std::uint32_t> places_;  // in rows_, from 1 on; 0: free. A power of two, at least twice the rows
};

}  // namespace labelwatch
