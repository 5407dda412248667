#pragma once
// The pages by which people act on the rates: POST /rates/renew, /rates/budget, /rates/silence, with a JSON object
// (schema/act_request.h) as body; and GET /rates, how they stand.
//
//   curl -X POST -H 'Content-Type: application/json' http://127.0.0.1:9108/rates/renew
//        -d '{"dimension":"annotator","value":"bob","who":"maria","why":"guideline 4 is in force"}'
//
// Who may: whoever knows the token (Authorization: Bearer ...). Without a token, programs of this machine, where the
// server listens on loopback alone; else nobody. A page of another site that a browser of this machine shows may not:
// JSON and a foreign Origin make the browser ask or tell, and a Host that is not this machine's means that a name was
// bent to its address.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "metrics/exporter.h"
#include "metrics/http.h"
#include "schema/rates_act.h"
#include "schema/result.h"

namespace labelwatch {

struct ActAccess {
  std::string token = {};  // empty: none
  bool loopback = false;   // the server can be reached from this machine alone
};

// Puts an act where everybody takes it, and says where it stands.
using WriteActTo = std::function<Result<std::string>(const RatesAct& act)>;

// One act at a time is written; a second one that comes meanwhile is asked to come again. `metrics` outlives the pages.
std::vector<Page> ActPages(ActAccess access, std::string group, WriteActTo write, std::function<std::int64_t()> now_ms,
                           Metrics& metrics);

// In a time that does not tell how much of it was right.
bool SameSecret(std::string_view one, std::string_view other);

}  // namespace labelwatch
