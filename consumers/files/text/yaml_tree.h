#pragma once
// A YAML file as a plain tree in which every key and value knows its place: configurations, rules, lists of classes.
// yaml_tree.cpp is the only file that includes yaml-cpp.
//
// Only what such files need is read: one document of maps, lists and scalars. Anchors, aliases, tags, several
// documents, deep nesting, binary content and huge files are refused, each with one clear sentence, so that no bytes
// can make the reading slow, deep or large.

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace labelwatch {

// Both count from 1; the column counts characters, not bytes. Line 0: the file as a whole.
struct TextPosition {
  int line = 0, column = 0;

  bool operator==(const TextPosition&) const = default;
};

struct YamlError {
  TextPosition at;
  std::string message;
};

struct YamlLimits {
  std::size_t depth = 16;
  std::size_t nodes = 10'000;
};

struct YamlEntry;

struct YamlNode {
  enum class Kind { kEmpty, kScalar, kList, kMap };

  Kind kind = Kind::kEmpty;  // kEmpty: nothing, `~` or `null`
  TextPosition at;
  std::string text;     // of a scalar, quotes removed
  bool quoted = false;  // a scalar in quotes or a block scalar
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;  // in the order of the file; keys may repeat
};

struct YamlEntry {
  std::string key;
  TextPosition at;
  YamlNode value;
};

// An empty file is a node of kind kEmpty. How many bytes are too many is the caller's to say.
tl::expected<YamlNode, YamlError> ReadYaml(std::string_view text, const YamlLimits& limits = {});

}  // namespace labelwatch
