#include "schema/act_request.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <algorithm>
#include <cmath>

#include "schema/saturating.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// Longer silences are none: milliseconds of a year.
constexpr double kLongestSeconds = 366. * 24 * 3600;

std::string Quoted(std::string_view word) { return "'" + Printable(word, 50) + "'"; }

// The words that there are, for a sentence about one that is none.
template <typename Word>
std::string OneOf(std::size_t first, std::size_t end, Word word) {
  std::string text = "known are ";
  for (std::size_t i = first; i < end; ++i) text.append(i > first ? ", " : "").append(word(i));
  return text;
}

// Takes the members of an object by their names; what is wrong first is remembered.
class Fields {
 public:
  explicit Fields(const rapidjson::Value& object) : object_(object) {}

  void Take(const char* name, std::string& text) {
    if (const auto* value = Member(name)) {
      if (!value->IsString()) return Complain(name, "must be a text");
      text.assign(value->GetString(), value->GetStringLength());
    }
  }
  void Take(const char* name, bool& truth) {
    if (const auto* value = Member(name)) {
      if (!value->IsBool()) return Complain(name, "must be true or false");
      truth = value->GetBool();
    }
  }
  std::optional<double> Number(const char* name) {
    const auto* value = Member(name);
    if (value == nullptr) return std::nullopt;
    if (value->IsNumber()) return value->GetDouble();
    Complain(name, "must be a number");
    return std::nullopt;
  }
  // Seconds, as milliseconds.
  std::optional<std::int64_t> Time(const char* name) {
    const auto seconds = Number(name);
    if (!seconds) return std::nullopt;
    if (*seconds >= 0 && *seconds <= kLongestSeconds) return std::llround(*seconds * 1000);
    Complain(name, "must be from 0 to 31622400 seconds, a year");
    return std::nullopt;
  }
  // Members that nobody took are mistakes.
  void CheckRest() {
    for (const auto& member : object_.GetObject()) {
      const std::string_view name(member.name.GetString(), member.name.GetStringLength());
      if (std::ranges::find(taken_, name) == taken_.end()) Complain(Quoted(name), "there is no such field here");
    }
  }
  const std::string& Problem() const { return problem_; }

 private:
  const rapidjson::Value* Member(const char* name) {
    taken_.emplace_back(name);
    const auto member = object_.FindMember(name);
    return member == object_.MemberEnd() ? nullptr : &member->value;
  }
  void Complain(std::string_view name, std::string_view problem) {
    if (problem_.empty()) problem_.append(name).append(": ").append(problem);
  }

  const rapidjson::Value& object_;
  std::vector<std::string_view> taken_;
  std::string problem_;
};

}  // namespace

Result<ActRequest> ReadActRequest(ActKind act, std::string_view json, std::int64_t now_ms) {
  rapidjson::Document document;
  // Without recursion: a body of brackets must not use up the stack.
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(json.data(), json.size());
  if (document.HasParseError()) {
    return BadInput(std::string("not JSON: ") + rapidjson::GetParseError_En(document.GetParseError()) + " (byte " +
                    std::to_string(document.GetErrorOffset()) + ")");
  }
  if (!document.IsObject()) return BadInput("must be a JSON object");
  ActRequest request;
  request.act = act;
  Fields fields(document);
  fields.Take("who", request.who);
  fields.Take("why", request.why);
  if (act != ActKind::kBudget) {
    fields.Take("dimension", request.dimension);
    fields.Take("value", request.value);
    fields.Take("kind", request.kind);
    fields.Take("model", request.model);
    fields.Take("regime", request.regime);
    fields.Take("all", request.all);
  } else {
    request.false_alarms = fields.Number("false_alarms").value_or(0);
    request.period_ms = fields.Time("period_seconds").value_or(0);
  }
  if (act == ActKind::kSilence) {
    if (const auto length = fields.Time("for_seconds")) request.until_ms = SaturatingAdd(now_ms, *length);
    if (const auto until = fields.Number("until_unix_ms"); until && std::abs(*until) < 1e15) {
      request.until_ms = std::llround(*until);
    }
  }
  fields.CheckRest();
  if (!fields.Problem().empty()) return BadInput(fields.Problem());
  return request;
}

Result<SeriesSelection> MakeSelection(const ActRequest& request) {
  SeriesSelection which{{}, request.value, {}, request.model, request.regime};
  if (!request.dimension.empty() && !(which.dimension = DimensionFromWord(request.dimension))) {
    return BadInput("dimension: " + Quoted(request.dimension) + " is none; " +
                    OneOf(0, kDimensions.size(), [](std::size_t i) { return kDimensions[i].word; }));
  }
  if (!request.kind.empty() && !(which.kind = SeriesKindFromWord(request.kind))) {
    return BadInput("kind: " + Quoted(request.kind) + " is none; " +
                    OneOf(1, kSeriesKinds, [](std::size_t i) { return SeriesKindWord(static_cast<SeriesKind>(i)); }));
  }
  return which;
}

Result<RatesAct> MakeAct(const ActRequest& request, const std::string& group, std::int64_t now_ms) {
  if (request.why.empty()) return BadInput("why: say in a few words why, for those who look at the alarms later");
  auto which = MakeSelection(request);
  if (!which) return tl::unexpected(which.error());
  if (request.act != ActKind::kBudget && which->Everything() != request.all) {
    return BadInput(request.all ? "all: means every series; leave it out to select some"
                                : "say which series: dimension, value, kind, model, regime, or all of them with all");
  }
  if (request.act == ActKind::kSilence && !request.until_ms) {
    return BadInput("say until when: for how long, or until which time");
  }
  RatesAct act;
  act.group = group;
  act.asked_ms = now_ms;
  act.who = request.who;
  act.why = request.why;
  act.act = request.act;
  act.which = std::move(*which);
  if (act.act == ActKind::kBudget) {
    act.false_alarms = request.false_alarms;
    act.period_ms = request.period_ms;
  }
  act.until_ms = act.act == ActKind::kSilence ? *request.until_ms : 0;
  if (auto checked = Check(act); !checked) return tl::unexpected(checked.error());
  return act;
}

}  // namespace labelwatch
