#pragma once
// Counts that were recorded, as a CSV: which of how many frames were flagged, of a series in a moment.
//
//   time,dimension,value,kind,frames,flagged
//   2026-03-01T09:00:00Z,annotator,bob,wrong_class,40,3
//   2026-03-01T09:00:00Z,overall,,wrong_class,400,9
//
//   time       when the labels were made: ISO 8601, or Unix seconds or milliseconds (dataset/event_time.h)
//   dimension  overall, class, annotator, source or model; of overall the value is empty
//   kind       as SeriesKindWord has it
//   frames     that held the value; flagged: of them
//   sequence   (may be left out) frames of one recording resemble each other and are one observation
//   models     (may be left out) that judged; other models have a baseline of their own
//
// Columns in any order, rows in any order of time, gzip too. A row that cannot be is left out and named.
//
// Single-owner.

#include <cstdint>
#include <memory>
#include <string>

#include "consumers/files/text/csv_table.h"
#include "detectors/rates/followed_series.h"
#include "schema/result.h"

namespace labelwatch {

struct CountRow {
  std::int64_t time_ms = 0;
  SeriesName series;  // without models where its kind rests on none
  std::string sequence;
  std::uint32_t frames = 0, flagged = 0;  // flagged <= frames
};

class CountRows {
 public:
  static constexpr std::size_t kLongestText = 512;  // bytes of a value, sequence or list of models

  // An error names the columns that are wanted and those that are missing.
  static Result<std::unique_ptr<CountRows>> Open(const std::string& path);
  static Result<std::unique_ptr<CountRows>> Open(std::unique_ptr<ByteSource> source);

  // The next row that can be used; false at the end. An error: the file ends in the middle, or none of its rows can be
  // used.
  Result<bool> Next(CountRow& row);

  std::uint64_t Read() const { return read_; }  // rows that could be used
  const labelwatch::Problems& Problems() const { return problems_; }

 private:
  explicit CountRows(std::unique_ptr<ByteSource> source) : source_(std::move(source)), table_(*source_, problems_) {}
  Result<void> FindColumns();
  Result<void> CheckAny() const;

  labelwatch::Problems problems_;
  std::unique_ptr<ByteSource> source_;
  CsvTable table_;
  std::size_t time_ = 0, dimension_ = 0, value_ = 0, kind_ = 0, frames_ = 0, flagged_ = 0, sequence_ = 0, models_ = 0;
  std::uint64_t read_ = 0;
};

}  // namespace labelwatch
