#include "consumers/labeling/tool_client.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "consumers/files/dataset/event_time.h"
#include "consumers/files/dataset/label_time.h"
#include "consumers/files/text/json_text.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::int64_t kOverlapMs = 60'000;

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

std::string WithoutQuery(const std::string& path) { return path.substr(0, path.find('?')); }

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

std::uint64_t NumberIn(JsonValue value) {
  const double number = value.Number();
  return number >= 1 && number < 9e15 ? static_cast<std::uint64_t>(number) : 0;
}

Result<std::uint64_t> ProjectNumber(const std::string& project) {
  if (project.empty() || !std::ranges::all_of(project, [](char c) { return c >= '0' && c <= '9'; })) return 0;
  if (project.size() > 15) return BadInput("there is no project " + project);
  return std::stoull(project);
}

std::string StepBack(const std::string& from, const std::string& last) {
  const auto last_ms = ParseTime(last);
  if (!last_ms || !IsLabelTime(*last_ms - kOverlapMs)) return last;
  return std::max(from, IsoTime(*last_ms - kOverlapMs));
}

ToolClient::ToolClient(ToolWords words, std::string url, HttpLimits limits, std::stop_token stop)
    : words_(std::move(words)), url_(WithoutSlash(std::move(url))), stop_(std::move(stop)), http_(limits) {}

Error ToolClient::Refused(const std::string& what, const ToolReply& reply) const {
  return {ErrorCode::kBadInput,
          words_.name + ": " + what + ": status " + std::to_string(reply.status) + ", " + reply.detail};
}

void ToolClient::Wait(std::int64_t wait_ms) const {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  woken.wait_for(lock, stop_, std::chrono::milliseconds(wait_ms), [] { return false; });
}

Result<ToolReply> ToolClient::Once(const char* method, const std::string& path, const std::string& body) {
  retry_after_ms_ = 0;
  may_have_arrived_ = false;
  for (;;) {
    bool fresh = false;
    const auto credentials = Credentials(fresh);
    if (!credentials) {
      ++counts_.failed;
      return tl::unexpected(credentials.error());
    }
    // What would not be repeated is waited for: to leave it half done costs the next start more.
    auto reply = http_.Send({.method = method, .url = url_ + path, .body = body, .headers = *credentials},
                            std::string_view(method) == "POST" ? std::stop_token() : stop_);
    may_have_arrived_ = reply ? reply->status != 429 && reply->status != 503 : http_.Connected();
    if (!reply) {
      ++counts_.failed;
      return Unavailable(words_.name + ": " + url_ + ": " + reply.error().message);
    }
    if (reply->status == 401 && !fresh && Renewable()) continue;
    return Understood(method, path, *reply);
  }
}

Result<ToolReply> ToolClient::Understood(const char* method, const std::string& path, const HttpReply& reply) {
  if (ComeAgain(reply.status)) {
    ++counts_.failed;
    retry_after_ms_ = reply.retry_after_ms;
    return Unavailable(words_.name + ": " + method + " " + WithoutQuery(path) + " is answered with status " +
                       std::to_string(reply.status));
  }
  if (reply.status == 401 || reply.status == 403) {
    ++counts_.refused;
    return BadInput(words_.name + ": " + url_ + " refuses the token, status " + std::to_string(reply.status) + ": " +
                    words_.token_advice + (reply.status == 403 ? "; " + Printable(reply.body, 200) : ""));
  }
  ToolReply answer;
  answer.status = reply.status;
  if (reply.body.empty()) {
    answer.json.Add(JsonType::kNull);
  } else if (auto read = ReadJsonText(reply.body, answer.json); !read) {
    ++counts_.refused;
    return BadInput(words_.name + ": the answer of " + url_ + WithoutQuery(path) + ", status " +
                    std::to_string(reply.status) + ", is " + read.error().message + "; is that a " + words_.full_name +
                    "?");
  }
  if (!answer.Good()) answer.detail = DetailOf(answer.json, reply.body);
  ++(answer.Good() ? counts_.answered : counts_.refused);
  return answer;
}

Result<ToolReply> ToolClient::Repeated(const char* method, const std::string& path, const std::string& body) {
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
