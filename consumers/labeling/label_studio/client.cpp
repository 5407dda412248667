#include "consumers/labeling/label_studio/client.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "consumers/files/text/json_text.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

bool ComeAgain(int status) { return status == 408 || status == 429 || status >= 500; }

// What a refusal says: "detail" of the answer, with what validation found.
std::string DetailOf(const JsonRecord& json, const std::string& body) {
  const std::string_view detail = json.Root()["detail"].Text();
  const JsonValue found = json.Root()["validation_errors"];
  if (detail.empty() || !found.IsMissing()) return Printable(body, 400);
  return Printable(detail, 400);
}

std::string WithoutSlash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

}  // namespace

std::string UrlEncoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += "0123456789ABCDEF"[byte >> 4];
    encoded += "0123456789ABCDEF"[byte & 15];
  }
  return encoded;
}

LabelStudioClient::LabelStudioClient(std::string url, std::string token, HttpLimits limits, std::stop_token stop)
    : url_(WithoutSlash(std::move(url))),
      token_(std::move(token)),
      personal_(std::count(token_.begin(), token_.end(), '.') == 2),
      stop_(std::move(stop)),
      http_(limits) {}

void LabelStudioClient::Wait(std::int64_t wait_ms) const {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  woken.wait_for(lock, stop_, std::chrono::milliseconds(wait_ms), [] { return false; });
}

Result<void> LabelStudioClient::Refresh() {
  JsonWriter json;
  json.OpenObject();
  json.Key("refresh").Text(CleanText(token_));
  json.CloseObject();
  const auto reply =
      http_.Send({.method = "POST", .url = url_ + "/api/token/refresh/", .body = std::string(json.Written())}, stop_);
  if (!reply) return Unavailable("label studio: " + url_ + ": " + reply.error().message);
  if (ComeAgain(reply->status)) {
    return Unavailable("label studio: the token cannot be refreshed now, status " + std::to_string(reply->status));
  }
  JsonRecord answer;
  const auto read = ReadJsonText(reply->body, answer);
  const std::string_view access = read ? answer.Root()["access"].Text() : std::string_view();
  if (reply->status != 200 || access.empty() ||
      !std::ranges::all_of(access, [](char c) { return c > ' ' && c <= '~'; })) {
    return BadInput("label studio: the personal access token is not taken, status " + std::to_string(reply->status) +
                    "; was it revoked, or is it of another server than " + url_ + "?");
  }
  access_ = access;
  return {};
}

Result<LabelStudioReply> LabelStudioClient::Once(const char* method, const std::string& path, const std::string& body) {
  retry_after_ms_ = 0;
  may_have_arrived_ = false;
  for (bool refreshed = false;; refreshed = true) {
    if (personal_ && access_.empty()) {
      if (auto fresh = Refresh(); !fresh) {
        ++counts_.failed;
        return tl::unexpected(fresh.error());
      }
      refreshed = true;
    }
    const std::string credentials = personal_ ? "Bearer " + access_ : "Token " + token_;
    // What would not be repeated is waited for: to leave it half done costs the next start more.
    auto reply =
        http_.Send({.method = method, .url = url_ + path, .body = body, .headers = {"Authorization: " + credentials}},
                   std::string_view(method) == "POST" ? std::stop_token() : stop_);
    may_have_arrived_ = reply ? reply->status != 429 && reply->status != 503 : http_.Connected();
    if (!reply) {
      ++counts_.failed;
      return Unavailable("label studio: " + url_ + ": " + reply.error().message);
    }
    if (reply->status == 401 && personal_ && !refreshed) {  // it has lived its five minutes
      access_.clear();
      continue;
    }
    if (ComeAgain(reply->status)) {
      ++counts_.failed;
      retry_after_ms_ = reply->retry_after_ms;
      return Unavailable("label studio: " + std::string(method) + " " + path.substr(0, path.find('?')) +
                         " is answered with status " + std::to_string(reply->status));
    }
    if (reply->status == 401 || reply->status == 403) {
      ++counts_.refused;
      return BadInput("label studio: " + url_ + " refuses the token, status " + std::to_string(reply->status) +
                      ": legacy tokens must be allowed there, personal access tokens must not be revoked" +
                      (reply->status == 403 ? "; " + Printable(reply->body, 200) : ""));
    }
    LabelStudioReply answer;
    answer.status = reply->status;
    if (reply->body.empty()) {
      answer.json.Add(JsonType::kNull);
    } else if (auto read = ReadJsonText(reply->body, answer.json); !read) {
      ++counts_.refused;
      return BadInput("label studio: the answer of " + url_ + path.substr(0, path.find('?')) + ", status " +
                      std::to_string(reply->status) + ", is " + read.error().message + "; is that a Label Studio?");
    }
    if (!answer.Good()) answer.detail = DetailOf(answer.json, reply->body);
    ++(answer.Good() ? counts_.answered : counts_.refused);
    return answer;
  }
}

Result<LabelStudioReply> LabelStudioClient::Repeated(const char* method, const std::string& path,
                                                     const std::string& body) {
  std::int64_t wait_ms = kFirstWaitMs;
  for (int tries = 1;; ++tries) {
    auto reply = Once(method, path, body);
    if (reply || reply.error().code != ErrorCode::kUnavailable || tries == kTries || stop_.stop_requested()) {
      return reply;
    }
    ++counts_.repeated;
    Wait(std::min(kLongestWaitMs, std::max(wait_ms, retry_after_ms_)));
    wait_ms *= 2;
  }
}

}  // namespace labelwatch
