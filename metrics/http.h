#pragma once
// A small HTTP server over civetweb: answers GET and HEAD for a fixed list of pages, and POST for those that act.
//
//   auto server = HttpServer::Start({.address = "127.0.0.1:9108"}, StandardPages(...));   // metrics/pages.h
//   if (!server) return server.error();
//   (*server)->Address();   // "127.0.0.1:9108"; the real port where 0 was asked for
//
// Plain HTTP over IPv4 only: the packaged civetweb has no IPv6, and its TLS crashes with OpenSSL 3. Put a proxy in
// front where TLS is needed. Block SIGTERM and SIGINT before starting it: its threads inherit the mask.
//
// Thread-safe; pages are answered on several threads at once, and not after the server is destroyed.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schema/result.h"

namespace labelwatch {

struct HttpOptions {
  std::string address = "127.0.0.1:9108";  // host:port, or port for all interfaces; port 0: any free one
  std::string token_file = {};             // what must be known to act and to see frames (access.h); empty: see there
  int threads = 4;                         // one slow reader holds one of them, at most 10 s
};

struct Answer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body = {};
  // What a browser may do with it: how long it keeps it, what it may load and run, where it goes on.
  std::string cache = "no-store";
  std::string etag = {};  // with its quotes; 304 is answered to who has that version
  std::string security_policy = {};
  std::string location = {};
};

// What a page may want to know: what was sent, which may be anything; empty where it was not.
struct Request {
  std::string accept = {};  // the header
  std::string body = {};    // of a POST, at most Page::longest_body bytes
  std::string content_type = {}, host = {}, origin = {}, authorization = {};
  std::string signature = {};  // X-Signature-256: of the body
  std::string from = {};       // the address of the other end
  std::string rest = {};       // of the path, behind that of a page that ends in '*'; decoded, and any bytes
};

struct Page {
  std::string path;                                   // matched exactly; "/frames/*": all that begins so
  std::string title;                                  // one line, for the index page
  std::function<Answer(const Request&)> answer = {};  // GET, HEAD; none: 405
  std::function<Answer(const Request&)> act = {};     // POST; likewise
  std::size_t longest_body = 16 * 1024;               // of a POST; a longer one is refused unread
};

// Whether an address of HttpOptions is one that only programs of this machine can reach.
bool OnLoopback(std::string_view address);

class HttpServer {
 public:
  // `/` is an index of the pages, unless one of them has that path.
  static Result<std::unique_ptr<HttpServer>> Start(const HttpOptions& options, std::vector<Page> pages);
  ~HttpServer();

  int Port() const;             // the port bound
  std::string Address() const;  // host:port to open; 127.0.0.1 where it listens on all interfaces

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace labelwatch
