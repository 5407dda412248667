#pragma once
// A file that is written while a command runs: beside its place, and renamed once it is whole. What is there stays
// until then; what is given up is removed.

#include <fstream>
#include <string>

#include "schema/result.h"

namespace labelwatch {

// Single-owner.
class LineFile {
 public:
  LineFile() = default;
  ~LineFile();
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  // An empty path: nothing is written.
  Result<void> Open(const std::string& path);
  bool IsOpen() const { return file_.is_open(); }
  std::ostream& Stream() { return file_; }
  Result<void> Close();  // puts it into its place

 private:
  std::string path_, written_to_;
  std::ofstream file_;
};

}  // namespace labelwatch
