#include "consumers/labeling/webhook_page.h"

#include <string_view>
#include <utility>

#include "consumers/labeling/body_signature.h"
#include "metrics/access.h"

namespace labelwatch {
namespace {

constexpr std::size_t kLongestSignedBody = 1 << 20;  // a job with its project, as CVAT sends it, has some kilobytes

bool ShowsToken(const Request& request, const std::string& token) {
  constexpr std::string_view kBearer = "Bearer ";
  return request.authorization.starts_with(kBearer) &&
         SameSecret(std::string_view(request.authorization).substr(kBearer.size()), token);
}

bool HasSigned(const Request& request, const std::string& secret) {
  return SignedWith(secret, request.body, request.signature);
}

Page CalledPage(std::string path, std::string secret, bool (*knows)(const Request&, const std::string&),
                const char* remedy, std::atomic<bool>& called, Metrics& metrics) {
  const auto act = [secret = std::move(secret), knows, remedy, &called, &metrics](const Request& request) -> Answer {
    const bool known = secret.empty() || knows(request, secret);
    metrics.Increase(Counter("labelwatch_bridge_webhook_calls_total"), {known ? "taken" : "refused"});
    if (!known) return {.status = 401, .body = remedy};
    called = true;
    return {.status = 202, .body = "noted\n"};
  };
  return {.path = std::move(path), .title = "what the labeling tool calls after a review", .act = act};
}

}  // namespace

Page WebhookPage(std::string path, std::string token, std::atomic<bool>& called, Metrics& metrics) {
  return CalledPage(std::move(path), std::move(token), ShowsToken, "Send the token: Authorization: Bearer ...\n",
                    called, metrics);
}

Page SignedWebhookPage(std::string path, std::string secret, std::atomic<bool>& called, Metrics& metrics) {
  Page page =
      CalledPage(std::move(path), std::move(secret), HasSigned,
                 "Sign the body with the secret of the webhook: X-Signature-256: sha256=...\n", called, metrics);
  page.longest_body = kLongestSignedBody;
  return page;
}

}  // namespace labelwatch
