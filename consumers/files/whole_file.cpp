#include "consumers/files/whole_file.h"

#include <filesystem>
#include <iostream>
#include <system_error>

namespace labelwatch {

namespace fs = std::filesystem;

namespace {

// In the same folder, so that it can be renamed.
std::string WrittenFirst(const std::string& path) {
  std::error_code error;
  const fs::file_status at = fs::symlink_status(path, error);
  return !fs::exists(at) || fs::is_regular_file(at) ? path + ".part" : path;
}

Error CannotWrite(const std::string& path) {
  return {ErrorCode::kUnavailable, "cannot write " + path + ": is the folder there, may it be written, is there room?"};
}

}  // namespace

WholeFile::~WholeFile() {
  std::error_code error;
  if (!written_to_.empty() && written_to_ != path_) fs::remove(written_to_, error);
}

Result<void> WholeFile::Open(const std::string& path) {
  if (path.empty()) return {};
  path_ = path;
  file_.open(WrittenFirst(path), std::ios::binary);
  if (!file_) return tl::unexpected(CannotWrite(path));
  written_to_ = WrittenFirst(path);
  return {};
}

Result<void> WholeFile::Close() {
  if (!file_.is_open()) return {};
  file_.close();
  std::error_code error;
  if (file_ && written_to_ != path_) fs::rename(written_to_, path_, error);
  if (!file_ || error) return tl::unexpected(CannotWrite(path_));
  written_to_.clear();
  return {};
}

Result<void> WriteWholeFile(const std::string& path, Replace replace,
                            const std::function<Result<void>(std::ostream&)>& write) {
  if (path == "-") return write(std::cout);
  std::error_code error;
  if (fs::is_directory(path, error)) return BadInput(path + ": is a folder; name a file");
  if (replace == Replace::kNo && fs::is_regular_file(path, error)) {
    return BadInput(path + ": is there already; name another file, or say --force to replace it");
  }
  WholeFile file;
  if (auto opened = file.Open(path); !opened) return opened;
  if (auto done = write(file.Stream()); !done) return done;
  return file.Close();
}

bool CanWriteFile(const std::string& path) {
  std::error_code error;
  const std::string to = WrittenFirst(path);
  if (to == path) return true;  // a pipe is not opened to no end
  const bool can = std::ofstream(to, std::ios::binary).is_open();
  fs::remove(to, error);
  return can;
}

}  // namespace labelwatch
