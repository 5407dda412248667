#include "config/model_classes.h"

#include <algorithm>
#include <array>

#include "config/key_types.h"
#include "config/nearest_name.h"

namespace labelwatch {
namespace {

constexpr std::array<std::string_view, 2> kParts = {"classes", "unknown"};

ConfigErrors ReadClasses(const YamlNode& node, ModelClasses& model) {
  if (node.kind != YamlNode::Kind::kMap) {
    return Wrong(node, "expected the model's classes and what the labels call them, such as {automobile: car}");
  }
  ConfigErrors errors;
  for (const YamlEntry& entry : node.entries) {
    ConfigErrors wrong = WrongName(entry);
    // ~: nothing, predictions of the class are left out.
    if (wrong.empty() && entry.value.kind != YamlNode::Kind::kEmpty) wrong = WrongName(entry.value);
    if (wrong.empty() && !model.classes.emplace(entry.key, entry.value.text).second) {
      wrong = {{entry.at, "", "given twice"}};
    }
    AddInside(std::move(wrong), Printable(entry.key), errors);
  }
  return errors;
}

ConfigErrors ReadUnknown(const YamlNode& node, ModelClasses& model) {
  if (node.kind != YamlNode::Kind::kList) {
    return Wrong(node, "expected a list of the labels' classes, such as [stroller]");
  }
  ConfigErrors errors;
  for (const YamlNode& item : node.items) {
    ConfigErrors wrong = WrongName(item);
    if (wrong.empty() && std::find(model.unknown.begin(), model.unknown.end(), item.text) != model.unknown.end()) {
      wrong = Wrong(item, Quoted(item.text) + " stands twice in the list");
    }
    AddInside(std::move(wrong), "", errors);
    model.unknown.push_back(item.text);
  }
  return errors;
}

ConfigErrors ReadModel(const YamlNode& node, ModelClasses& model) {
  if (node.kind != YamlNode::Kind::kMap) return Wrong(node, "expected {classes: {...}, unknown: [...]}");
  ConfigErrors errors;
  for (const YamlEntry& entry : node.entries) {
    if (entry.key == kParts[0]) {
      AddInside(ReadClasses(entry.value, model), entry.key, errors);
    } else if (entry.key == kParts[1]) {
      AddInside(ReadUnknown(entry.value, model), entry.key, errors);
    } else {
      const std::string_view nearest = NearestName(entry.key, kParts);
      const std::string hint =
          nearest.empty() ? "; known here: classes, unknown" : "; did you mean '" + std::string(nearest) + "'?";
      errors.push_back({entry.at, Printable(entry.key), "unknown key" + hint});
    }
  }
  for (const auto& [name, meaning] : model.classes) {
    if (std::find(model.unknown.begin(), model.unknown.end(), meaning) == model.unknown.end()) continue;
    errors.push_back({node.at, "", Quoted(name) + " is mapped to " + Quoted(meaning) + ", which stands in `unknown`"});
  }
  return errors;
}

std::string PrintModel(const ModelClasses& model) {
  std::string text = "{";
  if (!model.classes.empty()) {
    text += "classes: {";
    for (const auto& [name, meaning] : model.classes) {
      text += (text.back() == '{' ? "" : ", ") + PrintText(name) + ": " + (meaning.empty() ? "~" : PrintText(meaning));
    }
    text += "}";
  }
  if (!model.unknown.empty()) {
    text += text.back() == '{' ? "unknown: [" : ", unknown: [";
    for (const std::string& name : model.unknown) text += (text.back() == '[' ? "" : ", ") + PrintText(name);
    text += "]";
  }
  return text + "}";
}

}  // namespace

Key ModelClassesKey(std::string path, ModelClassesByName& (*access)(Config&), std::string doc) {
  const auto read = [=](const YamlNode& node, Config& config) -> ConfigErrors {
    if (node.kind != YamlNode::Kind::kMap) {
      return Wrong(node, "expected models and their classes, such as {yolo: {classes: {automobile: car}}}");
    }
    ConfigErrors errors;
    ModelClassesByName models;
    for (const YamlEntry& entry : node.entries) {
      ConfigErrors wrong = WrongName(entry);
      const auto [model, added] = models.try_emplace(entry.key);
      if (!added) wrong.push_back({entry.at, "", "given twice"});
      if (wrong.empty()) wrong = ReadModel(entry.value, model->second);
      AddInside(std::move(wrong), Printable(entry.key), errors);
    }
    if (errors.empty()) access(config) = std::move(models);
    return errors;
  };
  const auto print = [=](const Config& config) {
    Config copy = config;
    std::string text = "{";
    for (const auto& [name, model] : access(copy)) {
      text += (text.size() == 1 ? "" : ", ") + PrintText(name) + ": " + PrintModel(model);
    }
    return text + "}";
  };
  return {std::move(path), "{model: {classes: {its: ours}, unknown: [ours]}}", std::move(doc), read, print};
}

}  // namespace labelwatch
