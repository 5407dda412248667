#include "consumers/files/formats/cvat/cvat_project.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <algorithm>

namespace labelwatch {
namespace {

using Json = rapidjson::Value;

const Json* Member(const Json& object, const char* key) {
  if (!object.IsObject()) return nullptr;
  const auto member = object.FindMember(key);
  return member == object.MemberEnd() ? nullptr : &member->value;
}

std::string_view Text(const Json& object, const char* key) {
  const Json* member = Member(object, key);
  return member != nullptr && member->IsString() ? std::string_view(member->GetString(), member->GetStringLength())
                                                 : std::string_view();
}

// CVAT writes every attribute of a label. Those that are chosen have a list of values; numbers and texts may be
// anything.
AttributeRule RuleOf(std::string_view input, std::vector<std::string> values) {
  if (input == "checkbox") return {true, {"true", "false"}};
  if (input == "select" || input == "radio") return {true, std::move(values)};
  return {true, {}};
}

void AddLabel(const Json& label, Ontology& ontology) {
  const std::string_view name = Text(label, "name");
  if (name.empty()) return;
  ClassRules& rules = ontology.classes[std::string(name)];
  const Json* attributes = Member(label, "attributes");
  if (attributes == nullptr || !attributes->IsArray()) return;
  for (const Json& attribute : attributes->GetArray()) {
    const std::string_view attribute_name = Text(attribute, "name");
    if (attribute_name.empty()) continue;
    std::vector<std::string> values;
    if (const Json* list = Member(attribute, "values"); list != nullptr && list->IsArray()) {
      for (const Json& value : list->GetArray()) {
        if (value.IsString()) values.emplace_back(value.GetString(), value.GetStringLength());
      }
    }
    rules.attributes[std::string(attribute_name)] = RuleOf(Text(attribute, "input_type"), std::move(values));
  }
}

}  // namespace

Result<Ontology> CvatJsonProject(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  if (document.HasParseError()) {
    return BadInput("byte " + std::to_string(document.GetErrorOffset()) + ": " +
                    rapidjson::GetParseError_En(document.GetParseError()));
  }
  const Json* labels = &document;
  for (const char* key : {"labels", "results"}) {
    if (const Json* inside = Member(document, key)) labels = inside;
  }
  Ontology ontology;
  if (!labels->IsArray()) return ontology;
  for (const Json& label : labels->GetArray()) AddLabel(label, ontology);
  return ontology;
}

void CvatXmlProject::Start(const XmlElement& element, std::size_t depth) {
  open_.resize(depth - 1);
  open_.emplace_back(element.Name());
  if (element.Name() == "label") {
    label_.clear();
    attributes_.clear();
    part_ = false;
  }
  if (element.Name() == "attribute") attributes_.emplace_back();
}

void CvatXmlProject::End(std::string_view name, std::size_t depth, std::string_view text, std::uint64_t /*line*/) {
  if (depth < 3 || open_[1] != "meta") return;
  const std::string& parent = open_[depth - 2];
  if (parent == "label" && name == "name") label_ = text;
  if (parent == "label" && name == "parent") part_ = true;
  if (parent == "attribute" && !attributes_.empty()) {
    if (name == "name") attributes_.back().name = text;
    if (name == "input_type") attributes_.back().input = text;
    if (name == "values") {
      for (std::string_view rest = text; !rest.empty();) {
        const std::string_view value = rest.substr(0, rest.find('\n'));
        if (!value.empty()) attributes_.back().values.emplace_back(value);
        rest.remove_prefix(std::min(rest.size(), value.size() + 1));
      }
    }
  }
  if (name != "label" || label_.empty() || part_) return;
  ClassRules& rules = ontology_.classes[label_];
  for (Attribute& attribute : attributes_) {
    if (!attribute.name.empty()) {
      rules.attributes[attribute.name] = RuleOf(attribute.input, std::move(attribute.values));
    }
  }
}

}  // namespace labelwatch
