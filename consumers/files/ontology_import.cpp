#include "consumers/files/ontology_import.h"

#include <algorithm>
#include <set>

#include "consumers/files/formats/cvat/cvat_project.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/xml_events.h"

namespace labelwatch {
namespace {

constexpr const char* kExpected =
    "; expected a labeling configuration of Label Studio (XML), or the labels of a CVAT project (JSON from its raw "
    "editor, or a CVAT XML)";
constexpr std::size_t kMostBytes = 16u << 20;  // far more than any project's labels

// An attribute and the classes that have it; none: all.
struct Control {
  std::string name;
  AttributeRule rule;
  std::set<std::string> classes;
};

// What is written to the results: the alias of a label or choice where it has one.
std::string Written(const XmlElement& element) {
  return std::string(element["alias"].empty() ? element["value"] : element["alias"]);
}

class LabelStudioProject : public XmlSink {
 public:
  void Start(const XmlElement& element, std::size_t /*depth*/) override {
    const std::string_view name = element.Name();
    const bool answers = name == "TextArea" || name == "Number" || name == "Rating" || name == "DateTime";
    if (name == "Label" && !Written(element).empty()) {
      ontology_.classes.try_emplace(Written(element));
    } else if (name == "Choices" || name == "Taxonomy" || answers) {
      const bool of_region = element["perRegion"] == "true";
      if (of_region) AddControl(element);
      // Several choices, or steps of a taxonomy, are one text: there is no list of them.
      const bool listed = name == "Choices" && element["choice"] != "multiple";
      choices_ = name == "Choices" && !of_region ? Choices::kFrameClasses
                 : of_region && listed           ? Choices::kValues
                                                 : Choices::kFree;
    } else if (name == "Choice" && choices_ == Choices::kValues) {
      controls_.back().rule.values.push_back(Written(element));
    } else if (name == "Choice" && choices_ == Choices::kFrameClasses && !Written(element).empty()) {
      ontology_.classes.try_emplace(Written(element));
    }
  }
  void End(std::string_view name, std::size_t /*depth*/, std::string_view /*text*/, std::uint64_t /*line*/) override {
    if (name == "Choices" || name == "Taxonomy") choices_ = Choices::kFree;
  }

  Ontology Finish() {
    for (const Control& control : controls_) {
      for (auto& [name, rules] : ontology_.classes) {
        if (control.classes.empty() || control.classes.contains(name)) rules.attributes[control.name] = control.rule;
      }
    }
    return std::move(ontology_);
  }

 private:
  void AddControl(const XmlElement& element) {
    Control& control = controls_.emplace_back();
    control.name = element["name"];
    // One that is only asked for after another answer may be missing.
    control.rule.required = element["required"] == "true" && element["whenChoiceValue"].empty();
    AddWords(element["whenLabelValue"], control.classes);
  }

  static void AddWords(std::string_view list, std::set<std::string>& words) {
    while (!list.empty()) {
      const auto comma = std::min(list.find(','), list.size());
      words.emplace(list.substr(0, comma));
      list.remove_prefix(std::min(comma + 1, list.size()));
    }
  }

  enum class Choices { kFree, kValues, kFrameClasses };  // what a choice is
  Ontology ontology_;
  std::vector<Control> controls_;
  Choices choices_ = Choices::kFree;
};

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
    const bool cvat = begin.find("<annotations") != std::string_view::npos;
    LabelStudioProject label_studio;
    CvatXmlProject cvat_project;
    XmlSink& project = cvat ? static_cast<XmlSink&>(cvat_project) : label_studio;
    if (auto read = ReadXml(**source, project); !read) return tl::unexpected(read.error());
    ontology = cvat ? cvat_project.Finish() : label_studio.Finish();
  } else {
    const auto text = ReadAll(**source);
    if (!text) return tl::unexpected(text.error());
    auto read = CvatJsonProject(*text);
    if (!read) return BadInput(path + ": neither XML nor JSON (" + read.error().message + ")" + kExpected);
    ontology = std::move(*read);
  }
  if (!ontology.classes.empty()) return ontology;
  return BadInput(path + ": names no classes" + kExpected);
}

}  // namespace labelwatch
