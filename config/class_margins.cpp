#include "config/class_margins.h"

#include "config/key_types.h"

namespace labelwatch {
namespace {

// From -0.5 on nothing is left of a label; a label three times as large as its object is no label any more.
constexpr Range<double> kMargin = {-0.4, 1};

}  // namespace

Key ClassMarginsKey(std::string path, MarginsByClass& (*access)(Config&), std::string doc) {
  const auto read = [=](const YamlNode& node, Config& config) -> ConfigErrors {
    if (node.kind != YamlNode::Kind::kMap) return Wrong(node, "expected classes and shares, such as {car: 0.1}");
    ConfigErrors errors;
    MarginsByClass margins;
    for (const YamlEntry& entry : node.entries) {
      ConfigErrors wrong = WrongName(entry);
      const auto [margin, added] = margins.try_emplace(entry.key);
      if (!added) wrong.push_back({entry.at, "", "given twice"});
      const auto number = ReadInRange(entry.value, "number", kMargin, ReadNumber, PrintNumber);
      if (!number) {
        wrong.insert(wrong.end(), number.error().begin(), number.error().end());
      } else {
        margin->second = *number;
      }
      AddInside(std::move(wrong), Printable(entry.key), errors);
    }
    if (errors.empty()) access(config) = std::move(margins);
    return errors;
  };
  const auto print = [=](const Config& config) {
    Config copy = config;
    std::string text = "{";
    for (const auto& [name, margin] : access(copy)) {
      text += (text.size() == 1 ? "" : ", ") + PrintText(name) + ": " + PrintNumber(margin);
    }
    return text + "}";
  };
  return {std::move(path), "{class: share}, " + Limits(kMargin, PrintNumber), std::move(doc), read, print};
}

}  // namespace labelwatch
