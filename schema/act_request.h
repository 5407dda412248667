#pragma once
// What people say to ask for an act (rates_act.h): the fields of a JSON object, or the options of a command.
//
//   auto request = ReadActRequest(ActKind::kSilence, R"({"value":"bob","for_seconds":3600,"why":"new tool"})", now_ms);
//   if (request) auto act = MakeAct(*request, group, now_ms);

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/rates_act.h"

namespace labelwatch {

struct ActRequest {
  ActKind act = ActKind::kRenew;
  std::string dimension, value, kind, model, regime;  // words, as they are shown; empty: not said
  bool all = false;                                   // every series is meant, and not a selection forgotten
  std::string who, why;
  double false_alarms = 0;
  std::int64_t period_ms = 0;
  std::optional<std::int64_t> until_ms;
};

// The fields of an act of this kind and no others: dimension, value, kind, model, regime, all, who, why; of a budget
// false_alarms and period_seconds; of a silence for_seconds (0 ends it) or until_unix_ms.
Result<ActRequest> ReadActRequest(ActKind act, std::string_view json, std::int64_t now_ms);

// The series that its words select.
Result<SeriesSelection> MakeSelection(const ActRequest& request);
// An error says in one sentence what is missing or wrong.
Result<RatesAct> MakeAct(const ActRequest& request, const std::string& group, std::int64_t now_ms);

}  // namespace labelwatch
