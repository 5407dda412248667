#include "config/config_text.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "config/yaml_tree.h"

namespace labelwatch {

tl::expected<std::string, ConfigErrors> ReadConfigText(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxConfigBytes + 1, '\0');
  if (!file.read(text.data(), static_cast<std::streamsize>(text.size())) && !file.eof()) {
    return tl::unexpected(ConfigErrors{{{}, "", std::string("cannot be read: ") + std::strerror(errno)}});
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

}  // namespace labelwatch
