#include "consumers/labeling/label_studio/project.h"

#include <algorithm>

#include "schema/markup.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

void AppendLabels(const char* tag, const char* name, const std::vector<std::string>& classes, std::string& xml) {
  xml.append("  <").append(tag).append(" name=\"").append(name).append("\" toName=\"image\"");
  if (std::string_view(tag) == "RectangleLabels") xml.append(" canRotate=\"true\"");
  xml.append(">\n");
  for (const std::string& one : classes) xml.append("    <Label value=\"").append(EscapedText(one)).append("\"/>\n");
  xml.append("  </").append(tag).append(">\n");
}

std::vector<std::string> TextsOf(JsonValue list) {
  std::vector<std::string> texts;
  list.ForElements([&](JsonValue one) { texts.emplace_back(one.Text()); });
  return texts;
}

bool Holds(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

}  // namespace

bool ProjectControls::Offers(std::string_view class_name) const {
  return Holds(rectangles, class_name) && (names.polygon.empty() || Holds(polygons, class_name)) &&
         (names.brush.empty() || Holds(brushes, class_name));
}

std::string LabelConfig(const std::vector<std::string>& classes) {
  // crossOrigin as the editor wants it to draw masks: whoever serves the pictures must allow it.
  std::string xml =
      "<View>\n  <Text name=\"why\" value=\"$labelwatch_why\"/>\n"
      "  <Image name=\"image\" value=\"$image\" zoom=\"true\" zoomControl=\"true\" crossOrigin=\"anonymous\"/>\n";
  AppendLabels("RectangleLabels", "box", classes, xml);
  AppendLabels("PolygonLabels", "polygon", classes, xml);
  AppendLabels("BrushLabels", "brush", classes, xml);
  xml += "  <Choices name=\"verdict\" toName=\"image\" choice=\"single-radio\" showInline=\"true\">\n";
  for (const std::string_view answer : {kSaysSuggestions, kSaysLabels, kSaysOpen}) {
    xml.append("    <Choice value=\"").append(answer).append("\"/>\n");
  }
  return xml + "  </Choices>\n</View>";  // Label Studio keeps no blanks at the end
}

Result<ProjectControls> ReadControls(JsonValue parsed_label_config) {
  ProjectControls controls;
  controls.names = {{}, {}, {}, {}};
  parsed_label_config.ForMembers([&](std::string_view name, JsonValue control) {
    const std::string_view type = control["type"].Text();
    const auto take = [&](std::string& into, std::vector<std::string>& labels) {
      if (!into.empty()) return;  // the first of a kind is ours
      into = name;
      labels = TextsOf(control["labels"]);
      if (!controls.names.picture.empty()) return;
      const auto pictures = TextsOf(control["to_name"]);
      if (!pictures.empty()) controls.names.picture = pictures.front();
      bool first = true;
      control["inputs"].ForElements([&](JsonValue input) {
        if (std::exchange(first, false)) controls.picture_key = input["value"].Text();
      });
    };
    std::vector<std::string> answers;
    if (type == "RectangleLabels") take(controls.names.rectangle, controls.rectangles);
    if (type == "PolygonLabels") take(controls.names.polygon, controls.polygons);
    if (type == "BrushLabels") take(controls.names.brush, controls.brushes);
    if (type == "Choices" && Holds(TextsOf(control["labels"]), kSaysLabels)) controls.verdict = name;
  });
  std::string missing;
  if (controls.names.rectangle.empty()) missing = "a RectangleLabels control";
  if (controls.names.picture.empty()) missing += missing.empty() ? "a picture" : " on a picture";
  if (controls.verdict.empty()) {
    missing += (missing.empty() ? "" : ", and ") + std::string("Choices with the answers \"") +
               std::string(kSaysSuggestions) + "\", \"" + std::string(kSaysLabels) + "\", \"" + std::string(kSaysOpen) +
               "\"";
  }
  if (!missing.empty()) return BadInput("its labeling configuration lacks " + missing);
  return controls;
}

}  // namespace labelwatch
