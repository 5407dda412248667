#pragma once
// Reads a large JSON file row by row, without holding its text: the rows are the elements of the top-level array, or of
// the arrays that are members of the top-level object ("images", "annotations", ...). Other members of that object
// are one row each, where they are wanted.

#include <cstdint>
#include <string_view>

#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/json_record.h"
#include "schema/result.h"

namespace labelwatch {

class JsonRowSink {
 public:
  virtual ~JsonRowSink() = default;
  // Rows of other sections are passed over. A top-level array has the section "".
  virtual bool Wants(std::string_view section) = 0;
  // A member of the top-level object that is an object itself.
  virtual bool WantsObject(std::string_view) { return false; }
  // A member of the top-level object that is a text, a number, true, false or null.
  virtual bool WantsScalar(std::string_view) { return false; }
  // `offset`: byte offset of the row in the decompressed file. The row is valid during the call.
  virtual void Row(std::string_view section, const JsonRecord& row, std::uint64_t offset) = 0;
};

// To the end of the file, or to the first place that is not JSON: then one sentence with file and byte offset.
// NaN and Infinity are read, since Python writes them: a label with such a box is for the detectors to find.
Result<void> ReadJsonRows(ByteSource& source, JsonRowSink& sink);

}  // namespace labelwatch
