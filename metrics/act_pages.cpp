#include "metrics/act_pages.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "metrics/rates_json.h"
#include "schema/act_request.h"

namespace labelwatch {
namespace {

class ActDesk {
 public:
  ActDesk(Access access, std::string group, WriteActTo write, std::function<std::int64_t()> now_ms, Metrics& metrics)
      : access_(std::move(access)),
        group_(std::move(group)),
        write_(std::move(write)),
        now_ms_(std::move(now_ms)),
        metrics_(metrics) {}

  Answer Take(ActKind kind, const Request& request) {
    Answer answer = Answered(kind, request);
    const int status = answer.status;
    metrics_.Increase(Counter("labelwatch_act_requests_total"), {status == 202   ? "written"
                                                                 : status == 503 ? "unavailable"
                                                                 : status == 400 ? "wrong"
                                                                                 : "refused"});
    return answer;
  }

 private:
  Answer Answered(ActKind kind, const Request& request) {
    if (auto refused = access_.MayNot(request)) return *refused;
    if (!IsContentType(request.content_type, "application/json"))
      return RefuseJson(415, "send a JSON object, with Content-Type: application/json");
    const std::int64_t now_ms = now_ms_();
    const auto act = ReadActRequest(kind, request.body, now_ms).and_then([&](ActRequest asked) {
      if (asked.who.empty()) asked.who = "HTTP from " + request.from;
      return MakeAct(asked, group_, now_ms);
    });
    if (!act) return RefuseJson(400, act.error().message);
    const std::unique_lock one_at_a_time(writing_, std::try_to_lock);
    if (!one_at_a_time) return RefuseJson(503, "another act is being written; try again");
    const auto written = write_(*act);
    if (!written) return RefuseJson(503, written.error().message);
    return SayJson(202, "written", *written);
  }

  const Access access_;
  const std::string group_;
  const WriteActTo write_;
  const std::function<std::int64_t()> now_ms_;
  Metrics& metrics_;
  std::mutex writing_;
};

}  // namespace

std::vector<Page> ActPages(Access access, std::string group, WriteActTo write, std::function<std::int64_t()> now_ms,
                           Metrics& metrics) {
  const auto desk =
      std::make_shared<ActDesk>(std::move(access), std::move(group), std::move(write), std::move(now_ms), metrics);
  const auto take = [desk](ActKind kind) {
    return [desk, kind](const Request& request) { return desk->Take(kind, request); };
  };
  return {
      {"/rates", "how the rates that are followed stand, as JSON",
       [&metrics](const Request&) {
         return Answer{.type = "application/json", .body = RatesJson(metrics.RatesNow().get()) + "\n"};
       }},
      {"/rates/renew", "learns baselines anew", {}, take(ActKind::kRenew)},
      {"/rates/budget", "changes how many false alarms are expected", {}, take(ActKind::kBudget)},
      {"/rates/silence", "lets series call nobody for a while", {}, take(ActKind::kSilence)},
  };
}

}  // namespace labelwatch
