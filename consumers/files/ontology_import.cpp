#include "consumers/files/ontology_import.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <algorithm>
#include <set>

#include "consumers/files/byte_source.h"
#include "consumers/files/xml_events.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostBytes = 16u << 20;  // far more than any project's labels

// An attribute and the classes that have it; none: all.
struct Control {
  std::string name;
  AttributeRule rule;
  std::set<std::string> classes;
};

class LabelStudioProject : public XmlSink {
 public:
  void Start(const XmlElement& element, std::size_t /*depth*/) override {
    const std::string_view name = element.Name();
    const std::string value(element["value"]);
    if (name == "Label" && !value.empty()) {
      ontology_.classes.try_emplace(value);
    } else if (name == "Choices") {
      in_region_ = element["perRegion"] == "true";
      if (!in_region_) return;
      Control& control = controls_.emplace_back();
      control.name = element["name"];
      control.rule.required = element["required"] == "true";
      AddWords(element["whenLabelValue"], control.classes);
    } else if (name == "Choice" && !value.empty()) {
      if (in_region_) {
        controls_.back().rule.values.push_back(value);
      } else {
        ontology_.classes.try_emplace(value);
      }
    }
  }
  void End(std::string_view /*name*/, std::size_t /*depth*/, std::string_view /*text*/,
           std::uint64_t /*line*/) override {}

  Ontology Finish() {
    for (const Control& control : controls_) {
      for (auto& [name, rules] : ontology_.classes) {
        if (control.classes.empty() || control.classes.contains(name)) rules.attributes[control.name] = control.rule;
      }
    }
    return std::move(ontology_);
  }

 private:
  static void AddWords(std::string_view list, std::set<std::string>& words) {
    while (!list.empty()) {
      const auto comma = std::min(list.find(','), list.size());
      words.emplace(list.substr(0, comma));
      list.remove_prefix(std::min(comma + 1, list.size()));
    }
  }

  Ontology ontology_;
  std::vector<Control> controls_;
  bool in_region_ = false;  // the choices that are open belong to a region
};

using Json = rapidjson::Value;

std::string_view Text(const Json& object, const char* key) {
  const auto member = object.IsObject() ? object.FindMember(key) : Json::ConstMemberIterator();
  if (!object.IsObject() || member == object.MemberEnd() || !member->value.IsString()) return {};
  return {member->value.GetString(), member->value.GetStringLength()};
}

AttributeRule CvatAttribute(const Json& attribute) {
  AttributeRule rule{true, {}};  // CVAT writes every attribute of a label
  const std::string_view input = Text(attribute, "input_type");
  const auto values = attribute.FindMember("values");
  if ((input != "select" && input != "radio" && input != "checkbox") || values == attribute.MemberEnd() ||
      !values->value.IsArray()) {
    return rule;
  }
  if (input == "checkbox") return {true, {"true", "false"}};
  for (const Json& value : values->value.GetArray()) {
    if (value.IsString()) rule.values.emplace_back(value.GetString(), value.GetStringLength());
  }
  return rule;
}

Result<Ontology> FromCvat(const std::string& path, const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  if (document.HasParseError()) {
    return BadInput(path + ": " + rapidjson::GetParseError_En(document.GetParseError()) + " at byte " +
                    std::to_string(document.GetErrorOffset()));
  }
  Ontology ontology;
  if (!document.IsArray()) return ontology;
  for (const Json& label : document.GetArray()) {
    const std::string_view name = Text(label, "name");
    if (name.empty()) continue;
    ClassRules& rules = ontology.classes[std::string(name)];
    const auto attributes = label.FindMember("attributes");
    if (attributes == label.MemberEnd() || !attributes->value.IsArray()) continue;
    for (const Json& attribute : attributes->value.GetArray()) {
      const std::string_view attribute_name = Text(attribute, "name");
      if (!attribute_name.empty()) rules.attributes[std::string(attribute_name)] = CvatAttribute(attribute);
    }
  }
  return ontology;
}

Result<std::string> ReadAll(ByteSource& source) {
  std::string text;
  while (!source.Window().empty()) {
    const std::string_view window = source.Window();
    if (text.size() + window.size() > kMostBytes)
      return BadInput(source.Path() + ": is too large for a project's labels");
    text += window;
    source.Skip(window.size());
  }
  if (source.Failure()) return tl::unexpected(*source.Failure());
  return text;
}

}  // namespace

Result<Ontology> ImportOntology(const std::string& path) {
  auto source = ByteSource::Open(path);
  if (!source) return tl::unexpected(source.error());
  const std::string_view begin = (*source)->Peek(4096);
  const auto first = begin.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  Ontology ontology;
  if (first != std::string_view::npos && begin[first] == '<') {
    LabelStudioProject project;
    if (auto read = ReadXml(**source, project); !read) return tl::unexpected(read.error());
    ontology = project.Finish();
  } else {
    const auto text = ReadAll(**source);
    if (!text) return tl::unexpected(text.error());
    auto read = FromCvat(path, *text);
    if (!read) return read;
    ontology = std::move(*read);
  }
  if (!ontology.classes.empty()) return ontology;
  return BadInput(path +
                  ": names no classes; expected a labeling configuration of Label Studio (XML) or the labels of "
                  "a CVAT project (JSON, from its raw editor)");
}

}  // namespace labelwatch
