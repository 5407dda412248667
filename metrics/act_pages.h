#pragma once
// The pages by which people act on the rates: POST /rates/renew, /rates/budget, /rates/silence, with a JSON object
// (schema/act_request.h) as body; and GET /rates, how they stand.
//
//   curl -X POST -H 'Content-Type: application/json' http://127.0.0.1:9108/rates/renew
//        -d '{"dimension":"annotator","value":"bob","who":"maria","why":"guideline 4 is in force"}'
//
// Who may: access.h.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "metrics/access.h"
#include "metrics/exporter.h"
#include "metrics/http.h"
#include "schema/rates_act.h"
#include "schema/result.h"

namespace labelwatch {

// Puts an act where everybody takes it, and says where it stands.
using WriteActTo = std::function<Result<std::string>(const RatesAct& act)>;

// One act at a time is written; a second one that comes meanwhile is asked to come again. `metrics` outlives the pages.
std::vector<Page> ActPages(Access access, std::string group, WriteActTo write, std::function<std::int64_t()> now_ms,
                           Metrics& metrics);

}  // namespace labelwatch
