#pragma once
// Label Studio's API: where it is, who asks, and what to do while it cannot answer.
//
//   LabelStudioClient client("https://labels.example", token, {}, stop);
//   auto answer = client.Get("/api/projects/3");          // Answer: parsed JSON
//
// Both kinds of token are known by their look: a legacy token goes with every call; a personal access token (three
// parts with dots, a JWT) is changed for an access token of five minutes, and again when that is refused.
//
// Calls that may be repeated are, after 408, 429, 5xx or no reply, with growing waits, a few times; what may not be
// (an import makes tasks again) is tried once, and whoever asks has to look what became of it.
//
// Single-owner.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "consumers/files/text/json_record.h"
#include "consumers/labeling/http_client.h"

namespace labelwatch {

struct LabelStudioReply {
  int status = 0;
  JsonRecord json;     // null where there is no body
  std::string detail;  // of what was refused: what the server says of it, one printable line

  bool Good() const { return status >= 200 && status < 300; }
};

// How many calls ended how, since the last look; for metrics.
struct CallCounts {
  std::uint64_t answered = 0, refused = 0, failed = 0, repeated = 0;
};

class LabelStudioClient {
 public:
  // `url` without a path behind it, or with that of a proxy. `token`: never shown.
  LabelStudioClient(std::string url, std::string token, HttpLimits limits, std::stop_token stop);

  // kUnavailable: no reply, or one that says to come again; kBadInput: a reply that is no JSON, or a token that is not
  // taken. Other refusals (404, 400) are replies.
  Result<LabelStudioReply> Get(const std::string& path) { return Repeated("GET", path, {}); }
  Result<LabelStudioReply> Patch(const std::string& path, const std::string& body) {
    return Repeated("PATCH", path, body);
  }
  Result<LabelStudioReply> Delete(const std::string& path) { return Repeated("DELETE", path, {}); }
  // Once: not repeated.
  Result<LabelStudioReply> Post(const std::string& path, const std::string& body) { return Once("POST", path, body); }

  // Whether the server may have done what the last call asked for.
  bool MayHaveArrived() const { return may_have_arrived_; }
  CallCounts TakeCounts() { return std::exchange(counts_, {}); }
  const std::string& Url() const { return url_; }

  static constexpr int kTries = 4;
  static constexpr std::int64_t kFirstWaitMs = 250, kLongestWaitMs = 10'000;

 private:
  Result<LabelStudioReply> Repeated(const char* method, const std::string& path, const std::string& body);
  Result<LabelStudioReply> Once(const char* method, const std::string& path, const std::string& body);
  Result<void> Refresh();
  void Wait(std::int64_t wait_ms) const;

  const std::string url_, token_;
  const bool personal_;
  const std::stop_token stop_;
  HttpClient http_;
  std::string access_;  // of a personal token; empty: to be asked for
  std::int64_t retry_after_ms_ = 0;
  bool may_have_arrived_ = false;
  CallCounts counts_;
};

// "a query of a URL": letters, digits and -._~ stay, all else is %XX.
std::string UrlEncoded(std::string_view text);

}  // namespace labelwatch
