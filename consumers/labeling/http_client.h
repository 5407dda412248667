#pragma once
// Calls to the API of a labeling tool over HTTP: one after the other, each with an end.
//
//   HttpClient http;
//   auto reply = http.Send({.method = "POST", .url = "https://tool/api/x", .body = json, .headers = {...}}, stop);
//   if (reply && reply->status == 201) ...
//
// Unlike pictures (consumers/images/http_pictures.h), whose addresses come with the data, the address is the operator's
// own, so hosts are not checked. Redirects are not followed: they would carry the token elsewhere.
//
// Single-owner. This and the pictures are the only uses of libcurl.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "schema/result.h"

namespace labelwatch {

struct HttpCall {
  std::string method = "GET";
  std::string url;
  std::string body = {};                  // JSON; empty: none is sent
  std::vector<std::string> headers = {};  // "Name: value"
};

struct HttpReply {
  int status = 0;
  std::string body;
  std::int64_t retry_after_ms = 0;  // as the server asks; 0: it does not
};

struct HttpLimits {
  std::int64_t connect_ms = 5'000;
  std::int64_t call_ms = 60'000;         // from the beginning of a call to its end
  std::size_t reply_bytes = 256u << 20;  // a page of tasks with masks is large
};

class HttpClient {
 public:
  explicit HttpClient(HttpLimits limits = {});
  ~HttpClient();

  // Any status is a reply. kUnavailable: no reply, or not all of it; whether the server did what it was asked is not
  // known then. Asked to stop, it ends so at once.
  Result<HttpReply> Send(const HttpCall& call, const std::stop_token& stop);
  // Whether the last call has reached a server, and so may have been done.
  bool Connected() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace labelwatch
