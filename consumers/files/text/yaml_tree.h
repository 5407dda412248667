#pragma once
// A YAML file as a plain tree in which every key and value knows its place. The only file that includes yaml-cpp is
// yaml_tree.cpp.
//
// Only what a configuration needs is read: one document of maps, lists and scalars. Anchors, aliases, tags, several
// documents, deep nesting, binary content and huge files are refused, each with one clear sentence, so that no bytes
// can make the reading slow, deep or large.

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "config/error.h"

namespace labelwatch {

inline constexpr std::size_t kMaxConfigBytes = 256 << 10;
inline constexpr int kMaxConfigDepth = 16;
inline constexpr std::size_t kMaxConfigNodes = 10'000;

struct YamlEntry;

struct YamlNode {
  enum class Kind { kEmpty, kScalar, kList, kMap };

  Kind kind = Kind::kEmpty;  // kEmpty: nothing, `~` or `null`
  Position at;
  std::string text;     // of a scalar, quotes removed
  bool quoted = false;  // a scalar in quotes or a block scalar
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;  // in the order of the file; keys may repeat
};

struct YamlEntry {
  std::string key;
  Position at;
  YamlNode value;
};

// An empty file is a node of kind kEmpty.
tl::expected<YamlNode, ConfigError> ReadYaml(std::string_view text);

}  // namespace labelwatch
