#pragma once
// The text of a file that a person wrote, as far as such files may be long, and the tree that it holds.

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "config/error.h"
#include "consumers/files/text/yaml_tree.h"

namespace labelwatch {

inline constexpr std::size_t kMaxConfigBytes = 256 << 10;

// At most kMaxConfigBytes and one more, which shows that there is more. A file that cannot be read is one error without
// line.
tl::expected<std::string, ConfigErrors> ReadConfigText(const std::string& path);

// YAML that is too long or that cannot be read is one error.
tl::expected<YamlNode, ConfigErrors> ReadConfigTree(std::string_view text);

}  // namespace labelwatch
