#include "consumers/labeling/cvat/project.h"

#include <algorithm>
#include <array>

#include "consumers/labeling/labeling_tool.h"
#include "consumers/labeling/tool_client.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::array kAnswers = {kSaysSuggestions, kSaysLabels, kSaysOpen};

void PutClass(const std::string& name, JsonWriter& json) {
  json.OpenObject();
  json.Key("name").Text(CleanText(name));
  json.Key("type").Text("any");
  json.Key("attributes").OpenList();
  json.OpenObject();
  json.Key("name").Text(kLabelAttribute);
  json.Key("mutable").Truth(false);
  json.Key("input_type").Text("text");
  json.Key("default_value").Text("");
  json.Key("values").OpenList();
  json.CloseList();
  json.CloseObject();
  json.CloseList();
  json.CloseObject();
}

void PutAnswer(std::string_view name, JsonWriter& json) {
  json.OpenObject();
  json.Key("name").Text(name);
  json.Key("type").Text("tag");
  json.Key("attributes").OpenList();
  json.CloseList();
  json.CloseObject();
}

}  // namespace

void CvatProject::Take(JsonValue label) {
  const std::uint64_t id = NumberIn(label["id"]);
  const std::string name(label["name"].Text());
  if (id == 0 || name.empty() || label["has_parent"].Truth()) return;
  CvatLabel& known = labels[name];
  known = {id, std::string(label["type"].Text()), 0};
  label["attributes"].ForElements([&](JsonValue attribute) {
    if (attribute["name"].Text() == kLabelAttribute && attribute["input_type"].Text() == "text") {
      known.attribute = NumberIn(attribute["id"]);
    }
  });
  names[id] = name;
}

const CvatLabel* CvatProject::For(std::string_view class_name, std::string_view shape) const {
  const auto label = labels.find(class_name);
  if (label == labels.end()) return nullptr;
  const std::string& type = label->second.type;
  return type.empty() || type == "any" || type == shape ? &label->second : nullptr;
}

std::string_view CvatProject::NameOf(std::uint64_t id) const {
  const auto name = names.find(id);
  return name == names.end() ? std::string_view() : std::string_view(name->second);
}

bool CvatProject::HasAnswers() const {
  return std::ranges::all_of(kAnswers, [this](std::string_view answer) { return For(answer, "tag") != nullptr; });
}

bool CanBeLabel(std::string_view class_name) {
  const auto characters = std::ranges::count_if(class_name, [](char c) { return !WithinCharacter(c); });
  return characters > 0 && static_cast<std::size_t>(characters) <= kLongestClass;
}

std::string NewProjectJson(const std::string& title, const std::vector<std::string>& classes) {
  JsonWriter json;
  json.OpenObject();
  json.Key("name").Text(CleanText(title));
  json.Key("labels").OpenList();
  for (const std::string& one : classes) PutClass(one, json);
  for (const std::string_view answer : kAnswers) PutAnswer(answer, json);
  json.CloseList();
  json.CloseObject();
  return std::string(json.Written());
}

std::string NewLabelsJson(const std::vector<std::string>& classes) {
  JsonWriter json;
  json.OpenObject();
  json.Key("labels").OpenList();
  for (const std::string& one : classes) PutClass(one, json);
  json.CloseList();
  json.CloseObject();
  return std::string(json.Written());
}

}  // namespace labelwatch
