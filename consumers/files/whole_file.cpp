#include "consumers/files/whole_file.h"

#include <filesystem>
#include <fstream>
#include <iostream>

namespace labelwatch {

namespace fs = std::filesystem;

Result<void> WriteWholeFile(const std::string& path, Replace replace,
                            const std::function<Result<void>(std::ostream&)>& write) {
  if (path == "-") return write(std::cout);
  std::error_code error;
  if (fs::is_directory(path, error)) return BadInput(path + ": is a folder; name a file");
  if (replace == Replace::kNo && fs::exists(path, error)) {
    return BadInput(path + ": is there already; name another file, or say --force to replace it");
  }
  const std::string beside = path + ".part";  // in the same folder, so that it can be renamed
  std::ofstream file(beside, std::ios::binary);
  auto done = write(file);
  file.close();
  const bool written = static_cast<bool>(file);
  if (done && written) fs::rename(beside, path, error);
  if (done && written && !error) return {};
  std::error_code left_behind;
  fs::remove(beside, left_behind);
  if (!done) return done;
  return Unavailable("cannot write " + path + ": is the folder there, may it be written, is there room?");
}

}  // namespace labelwatch
