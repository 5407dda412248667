// Findings as JSON lines.
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include "schema/json_writer.h"
#include "schema/output.h"

namespace labelwatch {
namespace {

void PutText(JsonWriter& json, const char* name, std::string_view text) {
  if (!text.empty()) json.Key(name).Text(text);
}

void PutBox(JsonWriter& json, const char* name, const std::optional<Box>& box) {
  // JSON has no NaN: a box that is not finite is what the evidence of `invalid` is about, and is left out here.
  if (!box || !box->Finite()) return;
  json.Key(name).OpenObject();
  json.Key("x_min").Real(box->x_min);
  json.Key("y_min").Real(box->y_min);
  json.Key("x_max").Real(box->x_max);
  json.Key("y_max").Real(box->y_max);
  json.CloseObject();
}

const rapidjson::Value* Member(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member == object.MemberEnd() ? nullptr : &member->value;
}

std::string TextOf(const rapidjson::Value& object, const char* name) {
  const auto* value = Member(object, name);
  return value && value->IsString() ? std::string(value->GetString(), value->GetStringLength()) : std::string();
}

double NumberOf(const rapidjson::Value& object, const char* name) {
  const auto* value = Member(object, name);
  return value && value->IsNumber() ? value->GetDouble() : 0;
}

std::optional<Box> BoxOf(const rapidjson::Value& object, const char* name) {
  const auto* value = Member(object, name);
  if (!value || !value->IsObject()) return std::nullopt;
  return Box{NumberOf(*value, "x_min"), NumberOf(*value, "y_min"), NumberOf(*value, "x_max"),
             NumberOf(*value, "y_max")};
}

}  // namespace

void AppendFindingJson(const FindingRecord& finding, std::string& out) {
  JsonWriter json;
  json.OpenObject();
  PutText(json, "frame_id", finding.frame_id);
  PutText(json, "kind", KindWord(finding.kind));
  json.Key("score").Real(finding.score);
  json.Key("probability").Real(finding.probability);
  json.Key("rough").Truth(finding.rough);
  json.Key("flagged").Truth(finding.flagged);
  PutText(json, "label_id", finding.label_id);
  PutText(json, "class_name", finding.class_name);
  PutText(json, "suggested_class", finding.suggested_class);
  PutBox(json, "box", finding.box);
  PutBox(json, "suggested_box", finding.suggested_box);
  PutText(json, "model", finding.model);
  PutText(json, "detector", finding.detector);
  PutText(json, "evidence", finding.evidence);
  json.Key("calibration_version").Whole(finding.calibration_version);
  PutText(json, "annotator", finding.annotator);
  PutText(json, "source", finding.source);
  json.CloseObject();
  out.append(json.Written());
}

Result<FindingRecord> FindingFromJson(std::string_view line) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag |
                 rapidjson::kParseValidateEncodingFlag>(line.data(), line.size());
  if (document.HasParseError()) {
    return BadInput("not JSON at byte " + std::to_string(document.GetErrorOffset()) + ": " +
                    rapidjson::GetParseError_En(document.GetParseError()));
  }
  if (!document.IsObject()) return BadInput("a finding must be a JSON object");
  FindingRecord finding;
  finding.frame_id = TextOf(document, "frame_id");
  const std::string word = TextOf(document, "kind");
  const auto kind = KindFromWord(word);
  if (finding.frame_id.empty()) return BadInput("a finding must have a frame_id");
  if (!kind) return BadInput("unknown kind of finding '" + word + "'");
  const auto* score = Member(document, "score");
  if (!score || !score->IsNumber()) return BadInput("a finding must have a score");
  finding.kind = *kind;
  finding.score = score->GetDouble();
  const auto* probability = Member(document, "probability");
  finding.probability =
      probability && probability->IsNumber() ? probability->GetDouble() : ProbabilityFromScore(finding.score);
  const auto* rough = Member(document, "rough");
  finding.rough = rough && rough->IsBool() && rough->GetBool();
  const auto* flagged = Member(document, "flagged");
  finding.flagged = flagged && flagged->IsBool() && flagged->GetBool();
  finding.label_id = TextOf(document, "label_id");
  finding.class_name = TextOf(document, "class_name");
  finding.suggested_class = TextOf(document, "suggested_class");
  finding.box = BoxOf(document, "box");
  finding.suggested_box = BoxOf(document, "suggested_box");
  finding.model = TextOf(document, "model");
  finding.detector = TextOf(document, "detector");
  finding.evidence = TextOf(document, "evidence");
  const auto* version = Member(document, "calibration_version");
  finding.calibration_version = version && version->IsUint64() ? version->GetUint64() : 0;
  finding.annotator = TextOf(document, "annotator");
  finding.source = TextOf(document, "source");
  return finding;
}

}  // namespace labelwatch
