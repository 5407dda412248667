#include "config/ontology_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>

#include "config/config_text.h"
#include "config/key_types.h"
#include "config/nearest_name.h"
#include "schema/json_writer.h"

namespace labelwatch {
namespace {

constexpr double kMostPixels = 1u << 30;

class Reader {
 public:
  Ontology Read(const YamlNode& root) {
    Ontology ontology;
    Entries(root, "", kRootKeys, [&](const YamlEntry& entry) {
      if (entry.key == "other_classes") {
        Truth(entry.value, entry.key, ontology.other_classes);
      } else {
        Entries(entry.value, "classes", {}, [&](const YamlEntry& one) {
          ontology.classes[one.key] = Class(one.value, "classes." + Printable(one.key));
        });
      }
    });
    if (errors_.empty() && ontology.classes.empty()) Wrong(root, "", "names no classes");
    return ontology;
  }
  ConfigErrors& Errors() { return errors_; }

 private:
  static constexpr std::array<std::string_view, 2> kRootKeys = {"other_classes", "classes"};
  static constexpr std::array<std::string_view, 4> kClassKeys = {"min_size", "per_frame", "attributes",
                                                                 "other_attributes"};
  static constexpr std::array<std::string_view, 2> kAttributeKeys = {"required", "values"};

  void Wrong(const YamlNode& node, const std::string& path, std::string message) {
    errors_.push_back({node.at, path, std::move(message)});
  }

  // Each entry of a map once. `known`: the keys that may stand there; empty: any.
  template <typename OnEntry>
  void Entries(const YamlNode& node, const std::string& path, std::span<const std::string_view> known,
               OnEntry on_entry) {
    if (node.kind == YamlNode::Kind::kEmpty) return;
    if (node.kind != YamlNode::Kind::kMap) return Wrong(node, path, "expected keys and values");
    std::set<std::string_view> seen;
    for (const YamlEntry& entry : node.entries) {
      const std::string inside = (path.empty() ? "" : path + ".") + Printable(entry.key);
      if (!seen.insert(entry.key).second) {
        errors_.push_back({entry.at, inside, "given twice"});
      } else if (!known.empty() && std::find(known.begin(), known.end(), entry.key) == known.end()) {
        const std::string_view nearest = NearestName(entry.key, known);
        std::string names;
        for (const std::string_view name : known) (names += names.empty() ? "" : ", ") += name;
        errors_.push_back({entry.at, inside,
                           nearest.empty() ? "unknown key; known here: " + names
                                           : "unknown key; did you mean '" + std::string(nearest) + "'?"});
      } else {
        on_entry(entry);
      }
    }
  }

  ClassRules Class(const YamlNode& node, const std::string& path) {
    ClassRules rules;
    Entries(node, path, kClassKeys, [&](const YamlEntry& entry) {
      const std::string inside = path + "." + entry.key;
      if (entry.key == "other_attributes") return Truth(entry.value, inside, rules.other_attributes);
      if (entry.key == "attributes") {
        return Entries(entry.value, inside, {}, [&](const YamlEntry& one) {
          rules.attributes[one.key] = Attribute(one.value, inside + "." + Printable(one.key));
        });
      }
      const auto pair = Pair(entry.value, inside);
      if (!pair) return;
      if (entry.key == "min_size") {
        rules.min_width = pair->first;
        rules.min_height = pair->second;
      } else if (pair->first > pair->second) {
        Wrong(entry.value, inside, "the least number is larger than the most");
      } else {
        rules.at_least = static_cast<std::uint64_t>(pair->first);
        rules.at_most = static_cast<std::uint64_t>(pair->second);
      }
    });
    return rules;
  }

  AttributeRule Attribute(const YamlNode& node, const std::string& path) {
    AttributeRule rule;
    rule.required = true;
    if (node.kind == YamlNode::Kind::kList) {
      Texts(node, path, rule.values);
      return rule;
    }
    Entries(node, path, kAttributeKeys, [&](const YamlEntry& entry) {
      const std::string inside = path + "." + entry.key;
      if (entry.key == "required") return Truth(entry.value, inside, rule.required);
      if (entry.value.kind != YamlNode::Kind::kList) return Wrong(entry.value, inside, "expected a list of values");
      Texts(entry.value, inside, rule.values);
    });
    return rule;
  }

  void Truth(const YamlNode& node, const std::string& path, bool& value) {
    if (node.kind == YamlNode::Kind::kScalar && !node.quoted && (node.text == "true" || node.text == "false")) {
      value = node.text == "true";
    } else {
      Wrong(node, path, "expected true or false");
    }
  }

  void Texts(const YamlNode& list, const std::string& path, std::vector<std::string>& values) {
    for (const YamlNode& item : list.items) {
      if (item.kind == YamlNode::Kind::kScalar) {
        values.push_back(item.text);
      } else {
        Wrong(item, path, "expected a text");
      }
    }
  }

  // Two whole or broken numbers, not negative.
  std::optional<std::pair<double, double>> Pair(const YamlNode& node, const std::string& path) {
    std::array<double, 2> numbers{};
    bool good = node.kind == YamlNode::Kind::kList && node.items.size() == 2;
    for (std::size_t i = 0; good && i < 2; ++i) {
      const auto number = ReadNumber(node.items[i].text);
      good = node.items[i].kind == YamlNode::Kind::kScalar && number && *number >= 0 && *number <= kMostPixels;
      if (good) numbers[i] = *number;
    }
    if (good) return std::pair(numbers[0], numbers[1]);
    Wrong(node, path, "expected two numbers from 0 on, such as [4, 4]");
    return std::nullopt;
  }

  ConfigErrors errors_;
};

std::string Values(const std::vector<std::string>& values) {
  std::string text = "[";
  for (const std::string& value : values) (text += text.size() == 1 ? "" : ", ") += PrintText(value);
  return text + "]";
}

}  // namespace

tl::expected<Ontology, ConfigErrors> ReadOntology(std::string_view text) {
  const auto tree = ReadConfigTree(text);
  if (!tree) return tl::unexpected(tree.error());
  Reader reader;
  Ontology ontology = reader.Read(*tree);
  if (!reader.Errors().empty()) return tl::unexpected(std::move(reader.Errors()));
  return ontology;
}

tl::expected<Ontology, ConfigErrors> LoadOntology(const std::string& path) {
  const auto text = ReadConfigText(path);
  if (!text) return tl::unexpected(text.error());
  return ReadOntology(*text);
}

std::string OntologyText(const Ontology& ontology) {
  std::string text = std::string("other_classes: ") + (ontology.other_classes ? "true" : "false") + "\nclasses:\n";
  for (const auto& [name, rules] : ontology.classes) {
    text += "  " + PrintText(name) + ":\n";
    if (rules.min_width > 0 || rules.min_height > 0) {
      text += "    min_size: [" + PrintNumber(rules.min_width) + ", " + PrintNumber(rules.min_height) + "]\n";
    }
    if (rules.at_least || rules.at_most) {
      text += "    per_frame: [" + std::to_string(rules.at_least.value_or(0)) + ", " +
              std::to_string(rules.at_most.value_or(0)) + "]\n";
    }
    if (!rules.other_attributes) text += "    other_attributes: false\n";
    if (!rules.attributes.empty()) text += "    attributes:\n";
    for (const auto& [attribute, rule] : rules.attributes) {
      text += "      " + PrintText(attribute) + ": {required: " + (rule.required ? "true" : "false") +
              (rule.values.empty() ? "" : ", values: " + Values(rule.values)) + "}\n";
    }
  }
  return text;
}

std::string OntologyJson(const Ontology& ontology) {
  JsonWriter json;
  json.OpenObject();
  json.Key("other_classes").Truth(ontology.other_classes);
  json.Key("classes").OpenObject();
  for (const auto& [name, rules] : ontology.classes) {
    json.Key(name).OpenObject();
    if (rules.min_width > 0 || rules.min_height > 0) {
      json.Key("min_size").OpenList();
      json.Real(rules.min_width);
      json.Real(rules.min_height);
      json.CloseList();
    }
    if (rules.at_least || rules.at_most) {
      json.Key("per_frame").OpenList();
      json.Whole(rules.at_least.value_or(0));
      json.Whole(rules.at_most.value_or(0));
      json.CloseList();
    }
    json.Key("other_attributes").Truth(rules.other_attributes);
    json.Key("attributes").OpenObject();
    for (const auto& [attribute, rule] : rules.attributes) {
      json.Key(attribute).OpenObject();
      json.Key("required").Truth(rule.required);
      if (!rule.values.empty()) {
        json.Key("values").OpenList();
        for (const std::string& value : rule.values) json.Text(value);
        json.CloseList();
      }
      json.CloseObject();
    }
    json.CloseObject();
    json.CloseObject();
  }
  json.CloseObject();
  json.CloseObject();
  return std::string(json.Written());
}

}  // namespace labelwatch
