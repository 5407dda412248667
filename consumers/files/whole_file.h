#pragma once
// A file that appears whole or not at all: written beside its place, and renamed once it is whole. What is there stays
// until then. What is no plain file (/dev/stdout, a pipe, a link) has no place beside it and is written as it is.

#include <fstream>
#include <functional>
#include <string>

#include "schema/result.h"

namespace labelwatch {

// Written while a command runs. What is not closed is given up, and leaves nothing behind. Single-owner.
class WholeFile {
 public:
  WholeFile() = default;
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  // An empty path: nothing is written.
  Result<void> Open(const std::string& path);
  bool IsOpen() const { return file_.is_open(); }
  std::ostream& Stream() { return file_; }
  Result<void> Close();  // puts it into its place

 private:
  std::string path_, written_to_;
  std::ofstream file_;
};

enum class Replace { kNo, kYes };

// "-": standard output. An error: what `write` says; the file is there already and is not to be replaced, is a folder,
// or cannot be written. What was there then stays.
Result<void> WriteWholeFile(const std::string& path, Replace replace,
                            const std::function<Result<void>(std::ostream&)>& write);

// Whether it could be opened: before hours of work. Leaves what is there as it is.
bool CanWriteFile(const std::string& path);

}  // namespace labelwatch
