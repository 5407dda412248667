#include "live_page.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "command.h"
#include "metrics/http.h"
#include "tests/metrics/ask.h"

namespace labelwatch {
namespace {

std::string HeaderOf(const std::string& head, const std::string& name) {
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

// What the process answers, policy included.
Answer PassOn(int port, const std::string& method, const Request& request) {
  std::string sent = method + " /review/" + request.rest + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  if (method == "POST") {
    sent +=
        "Content-Type: " + request.content_type + "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  const std::string said = Ask(port, sent + "\r\n" + request.body);
  const auto end = said.find("\r\n\r\n");
  if (end == std::string::npos) return {.status = 502, .body = "no answer"};
  const std::string head = said.substr(0, end + 2);
  Answer answer{.status = std::stoi(head.substr(head.find(' ') + 1)),
                .type = HeaderOf(head, "Content-Type"),
                .body = said.substr(end + 4),
                .security_policy = HeaderOf(head, "Content-Security-Policy")};
  if (request.rest.empty()) answer.body = WithScripts(answer.body);
  return answer;
}

}  // namespace

std::string ReadLivePage(int port, const char* reader, const Window& window) {
  const std::string script = ReaderScript(reader);
  const auto text = [](std::string body) {
    return [body = std::move(body)](const Request&) {
      return Answer{.type = "text/javascript; charset=utf-8", .body = body};
    };
  };
  std::vector<Page> pages = {{.path = "/review/errors.js", .title = "", .answer = text(kErrorsScript)},
                             {.path = "/review/reader.js", .title = "", .answer = text(script)},
                             {.path = "/review/*",
                              .title = "",
                              .answer = [port](const Request& request) { return PassOn(port, "GET", request); },
                              .act = [port](const Request& request) { return PassOn(port, "POST", request); },
                              .longest_body = 1 << 20}};
  const auto server = HttpServer::Start({.address = "127.0.0.1:0", .threads = 8}, std::move(pages));
  EXPECT_TRUE(server) << server.error().message;
  if (!server) return "";
  return Browse("http://" + (*server)->Address() + "/review/", "", window);
}

}  // namespace labelwatch
