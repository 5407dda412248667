#include "consumers/known_mistakes.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/istreamwrapper.h>

#include <algorithm>
#include <fstream>

namespace labelwatch {
namespace {

// Ids are numbers in COCO files and text elsewhere.
std::string IdText(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd()) return {};
  if (member->value.IsString()) return {member->value.GetString(), member->value.GetStringLength()};
  if (member->value.IsInt64()) return std::to_string(member->value.GetInt64());
  return {};
}

Box BoxOf(const rapidjson::Value& object) {
  const auto member = object.FindMember("bbox");
  if (member == object.MemberEnd() || !member->value.IsArray() || member->value.Size() != 4) return {};
  double v[4];
  for (rapidjson::SizeType i = 0; i < 4; ++i) {
    if (!member->value[i].IsNumber()) return {};
    v[i] = member->value[i].GetDouble();
  }
  return {v[0], v[1], v[0] + v[2], v[1] + v[3]};
}

double Iou(const Box& a, const Box& b) {
  const double w = std::min(a.x_max, b.x_max) - std::max(a.x_min, b.x_min);
  const double h = std::min(a.y_max, b.y_max) - std::max(a.y_min, b.y_min);
  if (!(w > 0 && h > 0)) return 0;
  return w * h / (a.Area() + b.Area() - w * h);
}

}  // namespace

Result<KnownMistakes> KnownMistakes::Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return BadInput("cannot open " + path + ": does it exist and may it be read?");
  rapidjson::IStreamWrapper stream(file);
  rapidjson::Document document;
  document.ParseStream<rapidjson::kParseIterativeFlag>(stream);
  if (document.HasParseError()) {
    return BadInput(path + ": not JSON at byte " + std::to_string(document.GetErrorOffset()) + ": " +
                    rapidjson::GetParseError_En(document.GetParseError()));
  }
  if (!document.IsArray()) return BadInput(path + ": expected a JSON array of mistakes");
  KnownMistakes known;
  for (const auto& entry : document.GetArray()) {
    if (!entry.IsObject()) return BadInput(path + ": every mistake must be a JSON object");
    const std::string kind = IdText(entry, "kind");
    if (kind == "meta" || kind == "ignore") continue;
    Mistake mistake;
    mistake.frame_id = IdText(entry, "frame_id");
    if (mistake.frame_id.empty()) mistake.frame_id = IdText(entry, "file_name");
    if (mistake.frame_id.empty()) return BadInput(path + ": a mistake of kind '" + kind + "' has no frame_id");
    mistake.label_id = IdText(entry, "annotation_id");
    mistake.twin_id = IdText(entry, "twin_annotation_id");
    mistake.box = BoxOf(entry);
    known.mistakes_.push_back(std::move(mistake));
  }
  return known;
}

bool KnownMistakes::Contains(const FindingRecord& finding) const {
  return std::ranges::any_of(mistakes_, [&](const Mistake& mistake) {
    if (mistake.frame_id != finding.frame_id) return false;
    if (!finding.label_id.empty()) return finding.label_id == mistake.label_id || finding.label_id == mistake.twin_id;
    return finding.suggested_box && Iou(*finding.suggested_box, mistake.box) >= 0.5;
  });
}

}  // namespace labelwatch
