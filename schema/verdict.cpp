#include "schema/verdict.h"

#include <algorithm>

#include "schema/finding_fields.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

std::optional<Decision> DecisionFromWord(std::string_view word) {
  const auto found = std::ranges::find(kDecisionWords, word);
  if (found == kDecisionWords.end()) return std::nullopt;
  return static_cast<Decision>(found - kDecisionWords.begin());
}

std::string Words() {
  std::string words;
  for (const std::string_view word : kDecisionWords) (words += words.empty() ? "" : ", ") += word;
  return words;
}

}  // namespace

void AppendVerdictJson(const Verdict& verdict, std::string& out) {
  JsonWriter json;
  json.OpenObject();
  json.Key("verdict").Text(DecisionWord(verdict.decision));
  if (!verdict.note.empty()) json.Key("note").Text(verdict.note);
  if (verdict.still_open) json.Key("still_open").Truth(true);
  if (verdict.changed) json.Key("changed").Truth(true);
  if (!verdict.reviewer.empty()) json.Key("reviewer").Text(verdict.reviewer);
  if (verdict.decided_at_ms != 0) {
    json.Key("decided_at_unix_ms").Signed(verdict.decided_at_ms);
  }
  if (verdict.OfFrame()) {
    json.Key("request_id").Text(verdict.request_id);
    json.Key("frame_id").Text(verdict.finding.frame_id);
  } else {
    PutFindingFields(verdict.finding, json);
  }
  json.CloseObject();
  out.append(json.Written());
}

Result<Verdict> VerdictFromJson(std::string_view line) {
  const auto object = ObjectOfLine(line, "a verdict");
  if (!object) return tl::unexpected(object.error());
  const std::string word = TextField(*object, "verdict"), kind = TextField(*object, "kind");
  const auto decision = DecisionFromWord(word);
  if (!decision) {
    return BadInput("'" + Printable(word, 40) + "' is no verdict; it is one of " + Words());
  }
  Verdict verdict;
  verdict.decision = *decision;
  verdict.kind_known = KindFromWord(kind).has_value();
  if (!kind.empty() && !verdict.kind_known) return BadInput("unknown kind of finding '" + Printable(kind, 40) + "'");
  verdict.request_id = TextField(*object, "request_id");
  if (verdict.OfFrame()) {
    if (TextField(*object, "frame_id").empty()) return BadInput("a verdict with a request_id must have a frame_id");
    if (!kind.empty() || !TextField(*object, "finding_id").empty()) {
      return BadInput("a verdict is about a finding or, with a request_id, about the frame as a whole; this is both");
    }
  } else if (TextField(*object, "finding_id").empty() &&
             (TextField(*object, "frame_id").empty() || !verdict.kind_known)) {
    return BadInput("a verdict must have a finding_id, or a frame_id and a kind");
  }
  verdict.finding = FindingFields(*object);
  if (verdict.OfFrame()) verdict.finding.id.clear();
  verdict.id_follows = !verdict.OfFrame() && TextField(*object, "finding_id").empty();
  const auto* score = MemberOf(*object, "score");
  verdict.score_known = verdict.kind_known && score && score->IsNumber();
  verdict.note = TextField(*object, "note");
  const auto truth = [&](const char* name) {
    const auto* member = MemberOf(*object, name);
    return member != nullptr && member->IsBool() && member->GetBool();
  };
  verdict.still_open = truth("still_open") && verdict.decision == Decision::kUndecided;
  verdict.changed = truth("changed");
  verdict.reviewer = TextField(*object, "reviewer");
  const auto* time = MemberOf(*object, "decided_at_unix_ms");
  verdict.decided_at_ms = time && time->IsInt64() ? time->GetInt64() : 0;
  return verdict;
}

}  // namespace labelwatch
