#pragma once
// The API of a labeling tool: where it is, who asks, and what to do while it cannot answer. Each tool derives its own,
// which knows how a token is shown.
//
//   auto answer = client.Get("/api/projects/3");
//   if (answer && answer->Good()) ... answer->json ...
//
// Calls that may be repeated are, after 408, 429, 5xx or no reply, with growing waits, a few times; what may not be
// (an import makes tasks again) is tried once, and whoever asks has to look what became of it.
//
// Single-owner.

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "consumers/files/text/json_record.h"
#include "consumers/labeling/http_client.h"

namespace labelwatch {

struct ToolReply {
  int status = 0;
  JsonRecord json;     // null where there is no body
  std::string detail;  // of what was refused: what the server says of it, one printable line

  bool Good() const { return status >= 200 && status < 300; }
};

// How many calls ended how, since the last look; for metrics.
struct CallCounts {
  std::uint64_t answered = 0, refused = 0, failed = 0, repeated = 0;
};

// How messages speak of the tool.
struct ToolWords {
  std::string name;          // "label studio", before each
  std::string full_name;     // "Label Studio"
  std::string token_advice;  // why a token may be refused
};

class ToolClient {
 public:
  // `url` without a path behind it, or with that of a proxy.
  ToolClient(ToolWords words, std::string url, HttpLimits limits, std::stop_token stop);
  virtual ~ToolClient() = default;

  // kUnavailable: no reply, or one that says to come again; kBadInput: a reply that is no JSON, or a token that is not
  // taken. Other refusals (404, 400) are replies.
  Result<ToolReply> Get(const std::string& path) { return Repeated("GET", path, {}); }
  Result<ToolReply> Patch(const std::string& path, const std::string& body) { return Repeated("PATCH", path, body); }
  Result<ToolReply> Put(const std::string& path, const std::string& body) { return Repeated("PUT", path, body); }
  Result<ToolReply> Delete(const std::string& path) { return Repeated("DELETE", path, {}); }
  // Once: not repeated.
  Result<ToolReply> Post(const std::string& path, const std::string& body) { return Once("POST", path, body); }

  // Whether the server may have done what the last call asked for.
  bool MayHaveArrived() const { return may_have_arrived_; }
  CallCounts TakeCounts() { return std::exchange(counts_, {}); }
  const std::string& Url() const { return url_; }
  // Until then, or until it is asked to stop.
  void Wait(std::int64_t wait_ms) const;
  bool Stopping() const { return stop_.stop_requested(); }

  // As messages begin: "label studio: cannot list the projects: status 500, ...".
  Error Refused(const std::string& what, const ToolReply& reply) const;

  static constexpr int kTries = 4;
  static constexpr std::int64_t kFirstWaitMs = 250, kLongestWaitMs = 10'000;

 protected:
  // The headers that say who asks; `fresh`: what they show was made for this call.
  virtual Result<std::vector<std::string>> Credentials(bool& fresh) = 0;
  // Credentials that are not fresh were refused: whether it is worth to ask for others.
  virtual bool Renewable() { return false; }
  // As it is, without credentials.
  Result<HttpReply> Send(const HttpCall& call) { return http_.Send(call, stop_); }
  static bool ComeAgain(int status) { return status == 408 || status == 429 || status >= 500; }

 private:
  Result<ToolReply> Repeated(const char* method, const std::string& path, const std::string& body);
  Result<ToolReply> Once(const char* method, const std::string& path, const std::string& body);
  Result<ToolReply> Understood(const char* method, const std::string& path, const HttpReply& reply);

  const ToolWords words_;
  const std::string url_;
  const std::stop_token stop_;
  HttpClient http_;
  std::int64_t retry_after_ms_ = 0;
  bool may_have_arrived_ = false;
  CallCounts counts_;
};

// "a query of a URL": letters, digits and -._~ stay, all else is %XX.
std::string UrlEncoded(std::string_view text);

// A number by which a server knows something; 0: it is none.
std::uint64_t NumberIn(JsonValue value);

// A project is named by its number or its title; nothing: it is a title. An error: no server has such a number.
Result<std::uint64_t> ProjectNumber(const std::string& project);

// From when to ask again, after all that was told up to `last`: what was saved in the minute before is told again,
// since a transaction that took long may appear behind a later one. Never before `from`. Times as the tools write them.
std::string StepBack(const std::string& from, const std::string& last);

}  // namespace labelwatch
