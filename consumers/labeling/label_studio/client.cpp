#include "consumers/labeling/label_studio/client.h"

#include <algorithm>
#include <utility>

#include "consumers/files/text/json_text.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {

LabelStudioClient::LabelStudioClient(std::string url, std::string token, HttpLimits limits, std::stop_token stop)
    : ToolClient({"label studio", "Label Studio",
                  "legacy tokens must be allowed there, personal access tokens must not be revoked"},
                 std::move(url), limits, std::move(stop)),
      token_(std::move(token)),
      personal_(std::count(token_.begin(), token_.end(), '.') == 2) {}

Result<std::vector<std::string>> LabelStudioClient::Credentials(bool& fresh) {
  if (!personal_) return std::vector<std::string>{"Authorization: Token " + token_};
  if (access_.empty()) {
    if (auto refreshed = Refresh(); !refreshed) return tl::unexpected(refreshed.error());
    fresh = true;
  }
  return std::vector<std::string>{"Authorization: Bearer " + access_};
}

// An access token that has lived its five minutes.
bool LabelStudioClient::Renewable() {
  access_.clear();
  return personal_;
}

Result<void> LabelStudioClient::Refresh() {
  JsonWriter json;
  json.OpenObject();
  json.Key("refresh").Text(CleanText(token_));
  json.CloseObject();
  const auto reply =
      Send({.method = "POST", .url = Url() + "/api/token/refresh/", .body = std::string(json.Written())});
  if (!reply) return Unavailable("label studio: " + Url() + ": " + reply.error().message);
  if (ComeAgain(reply->status)) {
    return Unavailable("label studio: the token cannot be refreshed now, status " + std::to_string(reply->status));
  }
  JsonRecord answer;
  const auto read = ReadJsonText(reply->body, answer);
  const std::string_view access = read ? answer.Root()["access"].Text() : std::string_view();
  if (reply->status != 200 || access.empty() ||
      !std::ranges::all_of(access, [](char c) { return c > ' ' && c <= '~'; })) {
    return BadInput("label studio: the personal access token is not taken, status " + std::to_string(reply->status) +
                    "; was it revoked, or is it of another server than " + Url() + "?");
  }
  access_ = access;
  return {};
}

}  // namespace labelwatch
