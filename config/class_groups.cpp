#include "config/class_groups.h"

#include <algorithm>

#include "config/key_types.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostMembers = 1000;

ConfigErrors ReadMembers(const YamlNode& node, const std::string& whole, std::vector<std::string>& members) {
  if (node.kind != YamlNode::Kind::kList) return Wrong(node, "expected a list of classes, such as [car, bus]");
  if (node.items.size() > kMostMembers) return Wrong(node, "more than 1,000 classes");
  ConfigErrors errors;
  for (const YamlNode& item : node.items) {
    ConfigErrors wrong = WrongName(item);
    if (wrong.empty() && item.text == whole) wrong = Wrong(item, "a class contains itself");
    if (wrong.empty() && std::ranges::find(members, item.text) != members.end()) {
      wrong = Wrong(item, Quoted(item.text) + " stands twice in the list");
    }
    AddInside(std::move(wrong), "", errors);
    members.push_back(item.text);
  }
  return errors;
}

}  // namespace

Key ClassGroupsKey(std::string path, ClassGroupsByName& (*access)(Config&), std::string doc) {
  const auto read = [=](const YamlNode& node, Config& config) -> ConfigErrors {
    if (node.kind != YamlNode::Kind::kMap) {
      return Wrong(node, "expected classes and those that they contain, such as {vehicle: [car, bus]}");
    }
    ConfigErrors errors;
    ClassGroupsByName groups;
    for (const YamlEntry& entry : node.entries) {
      ConfigErrors wrong = WrongName(entry);
      const auto [group, added] = groups.try_emplace(entry.key);
      if (!added) wrong.push_back({entry.at, "", "given twice"});
      const ConfigErrors inside = ReadMembers(entry.value, entry.key, group->second);
      wrong.insert(wrong.end(), inside.begin(), inside.end());
      AddInside(std::move(wrong), Printable(entry.key), errors);
    }
    if (errors.empty()) access(config) = std::move(groups);
    return errors;
  };
  const auto print = [=](const Config& config) {
    Config copy = config;
    std::string text = "{";
    for (const auto& [whole, members] : access(copy)) {
      text += (text.size() == 1 ? "" : ", ") + PrintText(whole) + ": [";
      for (const std::string& member : members) text += (text.back() == '[' ? "" : ", ") + PrintText(member);
      text += "]";
    }
    return text + "}";
  };
  return {std::move(path), "{class: [class, ...]}", std::move(doc), read, print};
}

}  // namespace labelwatch
