#include "config/commands/line_file.h"

#include <filesystem>
#include <system_error>

#include "config/commands/console.h"

namespace labelwatch {

LineFile::~LineFile() {
  std::error_code error;
  if (!written_to_.empty() && written_to_ != path_) std::filesystem::remove(written_to_, error);
}

Result<void> LineFile::Open(const std::string& path) {
  if (path.empty()) return {};
  path_ = path;
  written_to_ = WrittenFirst(path);
  file_.open(written_to_, std::ios::binary);
  if (!file_) return Unavailable("cannot write " + path + ": is the folder there, and may it be written?");
  return {};
}

Result<void> LineFile::Close() {
  if (!file_.is_open()) return {};
  file_.close();
  std::error_code error;
  if (file_ && written_to_ != path_) std::filesystem::rename(written_to_, path_, error);
  if (!file_ || error) return Unavailable("cannot write all of " + path_ + ": is there room?");
  written_to_.clear();
  return {};
}

}  // namespace labelwatch
