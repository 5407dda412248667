#pragma once
// Rows of a CSV under a header, their fields by the name of the column. Broken rows are named in the problems and
// passed over.
//
//   CsvTable table(source, problems);
//   table.Header({"ImageID", "XMin"});   // columns that must be there
//   const std::size_t image = table.Column("ImageID");
//   while (*table.Next()) use(table[image]);
//
// Single-owner.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/text/csv_reader.h"
#include "consumers/files/text/problems.h"

namespace labelwatch {

class CsvTable {
 public:
  CsvTable(ByteSource& source, Problems& problems) : csv_(source), problems_(problems) {}

  // Reads the header. An error: the file cannot be read, or one of `needed` is missing.
  Result<void> Header(std::initializer_list<std::string_view> needed);
  // The next row with as many fields as the header has, all of them UTF-8; false at the end.
  Result<bool> Next();

  std::size_t Column(std::string_view name) const;  // as many as there are columns: it is not there
  bool Has(std::string_view name) const { return Column(name) < columns_.size(); }
  std::string_view operator[](std::size_t column) const;  // empty where there is no such column
  std::uint64_t Line() const { return csv_.Line(); }
  void LeaveOut(const std::string& why);  // this row

 private:
  std::string Place() const { return csv_.Path() + ":" + std::to_string(csv_.Line()) + ": "; }

  CsvReader csv_;
  Problems& problems_;
  std::vector<std::string> columns_;
};

}  // namespace labelwatch
