#include "consumers/files/dataset/class_list.h"

#include "consumers/files/dataset/frame_names.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/text_lines.h"
#include "consumers/files/text/yaml_tree.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

bool IsYaml(std::string_view path) { return path.ends_with(".yaml") || path.ends_with(".yml"); }

// Room for a million names, and for what else stands in such a file.
constexpr YamlLimits kYamlLimits = {.depth = 16, .nodes = ClassList::kMaxNames + 10'000};
constexpr std::size_t kMostYaml = 64u << 20;  // bytes

// Why a part of the file cannot be used.
using Refused = std::optional<YamlError>;

Refused TakeName(const YamlNode& node, std::size_t number, ClassList& list) {
  if (node.kind != YamlNode::Kind::kScalar || node.text.empty()) return YamlError{node.at, "expected a name"};
  if (number >= ClassList::kMaxNames) return YamlError{node.at, "a class number that is too large"};
  if (list.names.size() <= number) list.names.resize(number + 1);
  list.names[number] = node.text;
  return {};
}

Refused TakeNames(const YamlNode& names, ClassList& list) {
  if (names.kind == YamlNode::Kind::kScalar) return YamlError{names.at, "expected a list"};
  for (std::size_t number = 0; number < names.items.size(); ++number) {
    if (auto refused = TakeName(names.items[number], number, list)) return refused;
  }
  for (const YamlEntry& entry : names.entries) {
    const auto number = WholeNumberIn(entry.key);
    if (!number) return YamlError{entry.at, "expected the number of a class"};
    if (auto refused = TakeName(entry.value, *number, list)) return refused;
  }
  return {};
}

// "[17, 3]": as many points, as many numbers each.
Refused TakeKeypoints(const YamlNode& shape, ClassList& list) {
  const bool two = shape.items.size() == 2;
  const auto points = WholeNumberIn(two ? shape.items[0].text : "");
  const auto each = WholeNumberIn(two ? shape.items[1].text : "");
  if (!points || !each) return YamlError{shape.at, "expected two numbers"};
  list.keypoint_columns = std::size_t{*points} * *each;
  return {};
}

// False: the file holds no `names`.
tl::expected<bool, YamlError> TakeYaml(std::string_view text, ClassList& list) {
  // Other YAML files that lie in the folder are none of our business, whatever is wrong with them.
  if (!text.starts_with("names:") && text.find("\nnames:") == std::string_view::npos) return false;
  const auto tree = ReadYaml(text, kYamlLimits);
  if (!tree) return tl::unexpected(tree.error());
  for (const YamlEntry& entry : tree->entries) {
    Refused refused;
    if (entry.key == "names") refused = TakeNames(entry.value, list);
    if (entry.key == "kpt_shape") refused = TakeKeypoints(entry.value, list);
    if (refused) return tl::unexpected(*refused);
  }
  return true;
}

Result<std::string> TextOf(ByteSource& source) {
  std::string text;
  while (!source.Window().empty() && text.size() <= kMostYaml) {
    text += source.Window();
    source.Skip(source.Window().size());
  }
  if (source.Failure()) return tl::unexpected<Error>(*source.Failure());
  if (text.size() > kMostYaml) return BadInput(source.Path() + " is too long for a list of class names");
  return text;
}

// One name a line.
Result<void> TakeLines(ByteSource& source, ClassList& list) {
  TextLines lines(source);
  for (;;) {
    const auto more = lines.Next();
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) return {};
    const std::string place = list.path + ":" + std::to_string(lines.Number());
    const std::string_view name = Trimmed(lines.Line());
    if (!ValidUtf8(name)) return BadInput(place + ": the class name is not UTF-8");
    if (list.names.size() == ClassList::kMaxNames) {
      return BadInput(place + ": there are more than a million class names");
    }
    list.names.emplace_back(name);
  }
}

}  // namespace

bool IsClassListName(std::string_view path) {
  const std::string_view name = WithoutFolder(path);
  return IsYaml(name) || name.ends_with(".names") || name == "classes.txt" || name == "_darknet.labels";
}

Result<std::optional<ClassList>> ReadClassList(const std::string& path) {
  auto source = ByteSource::Open(path);
  if (!source) return tl::unexpected<Error>(source.error());
  ClassList list;
  list.path = path;
  if (IsYaml(path)) {
    const auto text = TextOf(**source);
    if (!text) return tl::unexpected<Error>(text.error());
    const auto taken = TakeYaml(*text, list);
    if (!taken) {
      return BadInput(path + ":" + std::to_string(taken.error().at.line) + ": the class names are not understood (" +
                      taken.error().message +
                      "); write names as a list, [car, bus], or one name a line in classes.txt");
    }
    if (!*taken) return std::nullopt;
  } else if (const auto taken = TakeLines(**source, list); !taken) {
    return tl::unexpected<Error>(taken.error());
  }
  while (!list.names.empty() && list.names.back().empty()) list.names.pop_back();
  if (list.names.empty()) return BadInput(path + " holds no class names");
  return list;
}

}  // namespace labelwatch
