#include "config/config_text.h"

#include <cerrno>
#include <cstring>
#include <fstream>

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

tl::expected<YamlNode, ConfigErrors> ReadConfigTree(std::string_view text) {
  if (text.size() > kMaxConfigBytes) {
    const std::string limit = std::to_string(kMaxConfigBytes >> 10);
    return tl::unexpected(ConfigErrors{{{}, "", "larger than " + limit + " KiB; is it a configuration?"}});
  }
  auto tree = ReadYaml(text);
  if (!tree) return tl::unexpected(ConfigErrors{{tree.error().at, "", tree.error().message}});
  return std::move(*tree);
}

}  // namespace labelwatch
