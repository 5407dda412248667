#include "consumers/images/picture_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace labelwatch {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  // Not blocking: a named pipe must not hold the stream up.
  explicit Descriptor(const fs::path& path) : number_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int Number() const { return number_; }

 private:
  int number_;
};

bool Inside(const fs::path& root, const fs::path& path) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

tl::expected<void, ImageOutcome> ReadAll(const fs::path& path, std::size_t max_bytes, std::string& bytes) {
  const Descriptor file(path);
  struct stat about {};
  if (file.Number() < 0 || fstat(file.Number(), &about) != 0 || !S_ISREG(about.st_mode)) {
    return tl::unexpected(ImageOutcome::kUnreadable);
  }
  if (static_cast<std::size_t>(about.st_size) > max_bytes) return tl::unexpected(ImageOutcome::kTooLarge);
  bytes.resize(static_cast<std::size_t>(about.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = read(file.Number(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::unexpected(ImageOutcome::kUnreadable);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return {};
}

}  // namespace

tl::expected<void, ImageOutcome> ReadPictureFile(const std::string& root, std::string_view path, std::size_t max_bytes,
                                                 std::string& bytes) {
  if (path.find('\0') != std::string_view::npos) return tl::unexpected(ImageOutcome::kNotFound);
  std::error_code error;
  const fs::path folder = fs::canonical(root, error);
  if (error) return tl::unexpected(ImageOutcome::kUnreadable);
  const fs::path named(path);
  bool left = false;
  for (const fs::path& candidate : {folder / named, folder / named.filename()}) {
    const fs::path real = fs::canonical(candidate, error);
    if (error) continue;  // not there
    if (Inside(folder, real)) return ReadAll(real, max_bytes, bytes);
    left = true;
  }
  const bool outside = left || !Inside(folder, fs::weakly_canonical(folder / named, error));
  return tl::unexpected(outside ? ImageOutcome::kOutsideRoot : ImageOutcome::kNotFound);
}

}  // namespace labelwatch
