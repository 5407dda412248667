#include "metrics/act_pages.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "metrics/rates_json.h"
#include "schema/act_request.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

Answer Say(int status, const char* key, std::string_view text) {
  JsonWriter json;
  json.OpenObject();
  json.Key(key).Text(CleanText(text));
  json.CloseObject();
  return {.status = status, .type = "application/json", .body = std::string(json.Written()) + "\n"};
}

Answer Refuse(int status, std::string_view why) { return Say(status, "error", why); }

// "127.0.0.1:9108" -> "127.0.0.1".
std::string_view HostName(std::string_view host) { return host.substr(0, host.find(':')); }

bool IsThisMachine(std::string_view host) {
  const std::string_view name = HostName(host);
  return name == "localhost" || name.starts_with("127.");
}

bool IsJson(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  std::erase(type, ' ');
  std::ranges::transform(type, type.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return type == "application/json";
}

class ActDesk {
 public:
  ActDesk(ActAccess access, std::string group, WriteActTo write, std::function<std::int64_t()> now_ms, Metrics& metrics)
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
    if (auto refused = MayNot(request)) return *refused;
    if (!IsJson(request.content_type)) return Refuse(415, "send a JSON object, with Content-Type: application/json");
    const std::int64_t now_ms = now_ms_();
    const auto act = ReadActRequest(kind, request.body, now_ms).and_then([&](ActRequest asked) {
      if (asked.who.empty()) asked.who = "HTTP from " + request.from;
      return MakeAct(asked, group_, now_ms);
    });
    if (!act) return Refuse(400, act.error().message);
    const std::unique_lock one_at_a_time(writing_, std::try_to_lock);
    if (!one_at_a_time) return Refuse(503, "another act is being written; try again");
    const auto written = write_(*act);
    if (!written) return Refuse(503, written.error().message);
    return Say(202, "written", *written);
  }

  std::optional<Answer> MayNot(const Request& request) const {
    // A browser says which site's page asks; "null" is one that it does not trust.
    if (!request.origin.empty() && request.origin != "http://" + request.host &&
        request.origin != "https://" + request.host) {
      return Refuse(403, "asked for by a page of another site");
    }
    if (!access_.token.empty()) {
      constexpr std::string_view kBearer = "Bearer ";
      if (request.authorization.starts_with(kBearer) &&
          SameSecret(std::string_view(request.authorization).substr(kBearer.size()), access_.token)) {
        return std::nullopt;
      }
      return Refuse(401, "send the token: Authorization: Bearer ...");
    }
    if (!access_.loopback) {
      return Refuse(403, "others than this machine can ask here, and there is no token: set metrics.token_file");
    }
    if (!IsThisMachine(request.host)) return Refuse(403, "the Host is not this machine");
    return std::nullopt;
  }

  const ActAccess access_;
  const std::string group_;
  const WriteActTo write_;
  const std::function<std::int64_t()> now_ms_;
  Metrics& metrics_;
  std::mutex writing_;
};

}  // namespace

bool SameSecret(std::string_view one, std::string_view other) {
  unsigned difference = one.size() == other.size() ? 0 : 1;
  // Over what was sent, whatever the secret is like.
  for (std::size_t i = 0; i < one.size(); ++i) {
    const char against = other.empty() ? '\0' : other[i % other.size()];
    difference |= static_cast<unsigned>(static_cast<unsigned char>(one[i]) ^ static_cast<unsigned char>(against));
  }
  return difference == 0;
}

std::vector<Page> ActPages(ActAccess access, std::string group, WriteActTo write, std::function<std::int64_t()> now_ms,
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
