#pragma once
// Files as an in-process stream of records, in file order: what `replay` judges and `publish` produces.

#include <cstdint>
#include <string>
#include <vector>

#include "consumers/record.h"
#include "schema/result.h"

namespace labelwatch {

struct StreamProgress {
  std::uint64_t frames = 0, total_frames = 0;  // total 0: not known
  std::uint64_t skipped = 0;                   // broken records that were named and left out
};

class RecordStream {
 public:
  virtual ~RecordStream() = default;
  // The next record; false at the end. `record` is valid until the next call. An error ends the stream.
  virtual Result<bool> Next(Record& record) = 0;
  virtual StreamProgress Progress() const = 0;
  // Names of the models in the prediction files, in the order given.
  virtual const std::vector<std::string>& Models() const = 0;
  // One sentence per broken record that was left out (file, line or byte offset, why); at most 20 are kept.
  virtual const std::vector<std::string>& Problems() const = 0;
};

}  // namespace labelwatch
