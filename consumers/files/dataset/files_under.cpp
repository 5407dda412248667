#include "consumers/files/dataset/files_under.h"

#include <algorithm>
#include <filesystem>

namespace labelwatch {
namespace fs = std::filesystem;

bool IsFolder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

Result<std::vector<std::string>> FilesUnder(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name.starts_with('.')) {
      it.disable_recursion_pending();
      continue;
    }
    std::error_code not_there;
    if (it->is_regular_file(not_there)) files.push_back(it->path().string());
  }
  if (error) return BadInput("cannot read the folder " + folder + " or one in it: " + error.message());
  std::ranges::sort(files);
  return files;
}

}  // namespace labelwatch
