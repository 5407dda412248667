#include "consumers/labeling/webhook_page.h"

#include <string_view>
#include <utility>

#include "metrics/access.h"

namespace labelwatch {

Page WebhookPage(std::string path, std::string token, std::atomic<bool>& called, Metrics& metrics) {
  const auto act = [token = std::move(token), &called, &metrics](const Request& request) -> Answer {
    constexpr std::string_view kBearer = "Bearer ";
    const bool known =
        token.empty() || (request.authorization.starts_with(kBearer) &&
                          SameSecret(std::string_view(request.authorization).substr(kBearer.size()), token));
    metrics.Increase(Counter("labelwatch_bridge_webhook_calls_total"), {known ? "taken" : "refused"});
    if (!known) return {.status = 401, .body = "Send the token: Authorization: Bearer ...\n"};
    called = true;
    return {.status = 202, .body = "noted\n"};
  };
  return {.path = std::move(path), .title = "what the labeling tool calls after a review", .act = act};
}

}  // namespace labelwatch
