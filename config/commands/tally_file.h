#pragma once
// Tallies into a file, as a recorded stream: protobuf JSON lines where its name ends in .jsonl, else each message after
// its length. `labelwatch backtest` reads them.

#include <string>

#include "consumers/files/whole_file.h"
#include "schema/result.h"
#include "schema/tally.h"

namespace labelwatch {

class TallyFile {
 public:
  // Without a path nothing is written. An error: the file cannot be.
  Result<void> Open(const std::string& path);
  // What frames teach is left out: a backtest has no use for it.
  void Write(Tally tally);
  Result<void> Close();

 private:
  std::string path_;
  WholeFile file_;
};

}  // namespace labelwatch
