// Findings as JSON lines.
#include "schema/finding_fields.h"
#include "schema/finding_id.h"
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

double NumberOf(const rapidjson::Value& object, const char* name) {
  const auto* value = MemberOf(object, name);
  return value && value->IsNumber() ? value->GetDouble() : 0;
}

bool TruthOf(const rapidjson::Value& object, const char* name) {
  const auto* value = MemberOf(object, name);
  return value && value->IsBool() && value->GetBool();
}

std::optional<Box> BoxOf(const rapidjson::Value& object, const char* name) {
  const auto* value = MemberOf(object, name);
  if (!value || !value->IsObject()) return std::nullopt;
  return Box{NumberOf(*value, "x_min"), NumberOf(*value, "y_min"), NumberOf(*value, "x_max"),
             NumberOf(*value, "y_max")};
}

}  // namespace

void PutFindingFields(const FindingRecord& finding, JsonWriter& json) {
  PutText(json, "finding_id", finding.id);
  PutText(json, "frame_id", finding.frame_id);
  PutText(json, "kind", KindWord(finding.kind));
  json.Key("score").Real(finding.score);
  json.Key("probability").Real(finding.probability);
  if (finding.prior != finding.probability) {
    json.Key("prior_probability").Real(finding.prior);
  }
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
  PutText(json, "track_id", finding.track_id);
  PutText(json, "sequence", finding.sequence);
}

void AppendFindingJson(const FindingRecord& finding, std::string& out) {
  JsonWriter json;
  json.OpenObject();
  PutFindingFields(finding, json);
  json.CloseObject();
  out.append(json.Written());
}

FindingRecord FindingFields(const rapidjson::Value& object) {
  FindingRecord finding;
  finding.frame_id = TextField(object, "frame_id");
  finding.kind = KindFromWord(TextField(object, "kind")).value_or(finding.kind);
  finding.score = NumberOf(object, "score");
  const auto* probability = MemberOf(object, "probability");
  finding.probability =
      probability && probability->IsNumber() ? probability->GetDouble() : ProbabilityFromScore(finding.score);
  const auto* prior = MemberOf(object, "prior_probability");
  finding.prior = prior && prior->IsNumber() ? prior->GetDouble() : finding.probability;
  finding.rough = TruthOf(object, "rough");
  finding.flagged = TruthOf(object, "flagged");
  finding.label_id = TextField(object, "label_id");
  finding.class_name = TextField(object, "class_name");
  finding.suggested_class = TextField(object, "suggested_class");
  finding.box = BoxOf(object, "box");
  finding.suggested_box = BoxOf(object, "suggested_box");
  finding.model = TextField(object, "model");
  finding.detector = TextField(object, "detector");
  finding.evidence = TextField(object, "evidence");
  const auto* version = MemberOf(object, "calibration_version");
  finding.calibration_version = version && version->IsUint64() ? version->GetUint64() : 0;
  finding.annotator = TextField(object, "annotator");
  finding.source = TextField(object, "source");
  finding.track_id = TextField(object, "track_id");
  finding.sequence = TextField(object, "sequence");
  finding.id = TextField(object, "finding_id");
  if (finding.id.empty()) finding.id = FindingId(finding);
  return finding;
}

Result<FindingRecord> FindingFromJson(std::string_view line) {
  const auto object = ObjectOfLine(line, "a finding");
  if (!object) return tl::unexpected(object.error());
  const std::string word = TextField(*object, "kind");
  if (TextField(*object, "frame_id").empty()) return BadInput("a finding must have a frame_id");
  if (!KindFromWord(word)) return BadInput("unknown kind of finding '" + word + "'");
  const auto* score = MemberOf(*object, "score");
  if (!score || !score->IsNumber()) return BadInput("a finding must have a score");
  return FindingFields(*object);
}

}  // namespace labelwatch
