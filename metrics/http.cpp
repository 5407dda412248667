#include "metrics/http.h"

#include <arpa/inet.h>
#include <civetweb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <exception>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include "schema/markup.h"

namespace labelwatch {
namespace {

struct ListenAddress {
  std::string host;  // "0.0.0.0": all interfaces
  int port = 0;
};

std::optional<int> Number(std::string_view text, int max) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < 0 || value > max) return {};
  return value;
}

bool IsIpv4(std::string_view host) {
  for (int part = 0; part < 4; ++part) {
    const auto dot = std::min(host.find('.'), host.size());
    if (!Number(host.substr(0, dot), 255) || (part < 3) != (dot < host.size())) return false;
    host.remove_prefix(std::min(dot + 1, host.size()));
  }
  return true;
}

Result<ListenAddress> ParseAddress(std::string_view address) {
  const auto refuse = [&](const std::string& why) {
    return BadInput("Cannot serve HTTP at \"" + std::string(address) + "\": " + why + ".");
  };
  if (address.starts_with("https://") || address.ends_with('s') || address.ends_with('r')) {
    return refuse("TLS is not offered here; give host:port alone and put a TLS proxy in front");
  }
  if (address.find('[') != std::string_view::npos || std::count(address.begin(), address.end(), ':') > 1) {
    return refuse("IPv6 is not supported by the HTTP library; give an IPv4 address and port, such as 127.0.0.1:9108");
  }
  const auto colon = address.find(':');
  std::string_view host = colon == std::string_view::npos ? "0.0.0.0" : address.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (!IsIpv4(host)) return refuse("the host must be an IPv4 address, such as 127.0.0.1 or 0.0.0.0");
  const auto port = Number(colon == std::string_view::npos ? address : address.substr(colon + 1), 65535);
  if (!port) return refuse("the port must be a number from 0 to 65535");
  return ListenAddress{std::string(host), *port};
}

std::string_view StatusText(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Answer";
  }
}

std::string IndexHtml(const std::vector<Page>& pages) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>labelwatch</title>\n"
      "<style>body{font:16px/1.5 sans-serif;margin:2em}</style></head><body><h1>labelwatch</h1>\n<ul>\n";
  for (const Page& page : pages) {
    if (page.title.empty()) continue;
    const std::string path = EscapedText(page.path);
    if (page.answer && !page.path.ends_with('*')) {
      html.append("<li><a href=\"").append(path).append("\">").append(path).append("</a> ");
    } else {
      html.append(page.answer ? "<li>" : "<li>POST ").append(path).append(" ");
    }
    html.append(EscapedText(page.title)).append("</li>\n");
  }
  return html.append("</ul></body></html>\n");
}

// Opens and closes a connection.
void Touch(const std::string& host, int port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, host == "0.0.0.0" ? "127.0.0.1" : host.c_str(), &to.sin_addr);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  (void)connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  close(fd);
}

// civetweb looks at its stop flag when a connection comes, else every 2 s: knocking makes stopping take milliseconds.
void Stop(mg_context* context, const std::string& host, int port) {
  std::atomic<bool> stopped = false;
  std::thread stopping([&] {
    mg_stop(context);  // waits for its threads
    stopped = true;
  });
  while (!stopped) {
    Touch(host, port);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  stopping.join();
}

}  // namespace

struct HttpServer::Impl {
  std::vector<Page> pages;
  std::string index;
  std::string host;
  int port = 0;
  std::mutex message_mutex;
  std::string last_message;  // of civetweb: says why a start failed
  mg_context* context = nullptr;

  ~Impl() {
    if (context != nullptr) Stop(context, host, port);
    mg_exit_library();
  }

  // `path` as sent, decoded: what stands behind a page's '*' may hold slashes and dots, and is only ever a name.
  const Page* Find(std::string_view path, std::string& rest) const {
    for (const Page& page : pages) {
      const std::string_view begin = std::string_view(page.path).substr(0, page.path.find('*'));
      if (begin.size() == page.path.size() ? path == begin : path.starts_with(begin)) {
        rest = path.substr(begin.size());
        return &page;
      }
    }
    return nullptr;
  }

  // `request`: of a POST, with its body.
  Answer AnswerTo(std::string_view method, std::string_view path, const Page* page, const Request& request) const {
    if (page == nullptr && path == "/" && method != "POST") return {.type = "text/html; charset=utf-8", .body = index};
    if (page == nullptr) return {.status = 404, .body = "There is no such page; / lists them.\n"};
    try {  // a page must not take the server's thread, and with it the process, down
      return method == "POST" ? page->act(request) : page->answer(request);
    } catch (const std::exception& error) {
      return {.status = 500, .body = std::string(error.what()) + "\n"};
    }
  }

  // The methods that a page answers; one that is not there answers as a page to look at would.
  static std::string Allowed(const Page* page) {
    if (page == nullptr || !page->act) return "GET, HEAD";
    return page->answer ? "GET, HEAD, POST" : "POST";
  }

  static std::string Header(const mg_connection* connection, const char* name) {
    const char* value = mg_get_header(connection, name);
    return value == nullptr ? "" : value;
  }

  // Reads the body. Nothing: all is well; else what is wrong with it.
  static std::optional<Answer> ReadBody(mg_connection* connection, std::size_t longest, std::string& body) {
    const long long length = mg_get_request_info(connection)->content_length;
    if (length < 0) return Answer{.status = 411, .body = "Say the length of the body.\n"};
    if (static_cast<unsigned long long>(length) > longest) {
      return Answer{.status = 413, .body = "At most " + std::to_string(longest) + " bytes are read here.\n"};
    }
    body.resize(static_cast<std::size_t>(length));
    std::size_t have = 0;
    while (have < body.size()) {
      const int more = mg_read(connection, body.data() + have, body.size() - have);
      if (more <= 0) return Answer{.status = 400, .body = "The body is shorter than it says.\n"};
      have += static_cast<std::size_t>(more);
    }
    return std::nullopt;
  }

  static std::string_view PathOf(const mg_request_info& info) {
    if (info.local_uri_raw != nullptr) return info.local_uri_raw;
    return info.local_uri != nullptr ? info.local_uri : "";
  }

  static Answer Answered(const Impl& server, mg_connection* connection, const Page* page, std::string rest) {
    const mg_request_info& info = *mg_get_request_info(connection);
    const std::string_view method = info.request_method;
    const bool acts = method == "POST";
    const std::string allowed = Allowed(page);
    if ((method != "GET" && method != "HEAD" && !acts) || allowed.find(method) == std::string::npos) {
      return {.status = 405, .body = "Only " + allowed + " are answered here.\n"};
    }
    Request request{Header(connection, "Accept"),
                    {},
                    Header(connection, "Content-Type"),
                    Header(connection, "Host"),
                    Header(connection, "Origin"),
                    Header(connection, "Authorization"),
                    Header(connection, "X-Signature-256"),
                    info.remote_addr,
                    std::move(rest)};
    if (acts) {
      if (auto wrong = ReadBody(connection, page->longest_body, request.body)) return *wrong;
    }
    Answer answer = server.AnswerTo(method, PathOf(info), page, request);
    if (!answer.etag.empty() && Header(connection, "If-None-Match") == answer.etag) {
      answer.status = 304;
      answer.body.clear();
    }
    return answer;
  }

  static std::string Bytes(const Answer& answer, const Page* page, bool with_body) {
    std::string bytes = "HTTP/1.1 " + std::to_string(answer.status) + " ";
    bytes.append(StatusText(answer.status)).append("\r\nContent-Type: ").append(answer.type);
    bytes.append("\r\nContent-Length: ").append(std::to_string(answer.body.size()));
    if (answer.status == 405) bytes.append("\r\nAllow: ").append(Allowed(page));
    // The second is what a browser asks a person for.
    if (answer.status == 401) {
      bytes.append("\r\nWWW-Authenticate: Bearer\r\nWWW-Authenticate: Basic realm=\"labelwatch\", charset=\"UTF-8\"");
    }
    const auto add = [&bytes](const char* name, const std::string& value) {
      if (!value.empty()) bytes.append("\r\n").append(name).append(": ").append(value);
    };
    add("ETag", answer.etag);
    add("Content-Security-Policy", answer.security_policy);
    add("Location", answer.location);
    add("Cache-Control", answer.cache);
    bytes.append("\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n");
    // Pages of other sites must not load what is here as a script or a picture of theirs.
    bytes.append(
        "Cross-Origin-Resource-Policy: same-origin\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n");
    // Header and body in one write: in two, each answer can wait for a delayed acknowledgement (40 ms, measured).
    if (with_body) bytes.append(answer.body);
    return bytes;
  }

  static int OnRequest(mg_connection* connection, void* self) {
    const mg_request_info& info = *mg_get_request_info(connection);
    const auto* server = static_cast<const Impl*>(self);
    std::string rest;
    const Page* page = server->Find(PathOf(info), rest);
    const Answer answer = Answered(*server, connection, page, std::move(rest));
    const bool with_body = std::string_view(info.request_method) != "HEAD";
    const std::string bytes = Bytes(answer, page, with_body);
    mg_write(connection, bytes.data(), bytes.size());
    return answer.status;
  }

  static int OnMessage(const mg_connection* connection, const char* message) {
    const mg_context* of = connection != nullptr ? mg_get_context(connection) : nullptr;
    if (auto* self = of != nullptr ? static_cast<Impl*>(mg_get_user_data(of)) : nullptr) {
      const std::lock_guard lock(self->message_mutex);
      // The first message is the cause, what follows is its consequences.
      if (self->last_message.empty()) self->last_message = message;
    }
    return 1;  // handled: nothing goes to stderr or a file
  }
};

bool OnLoopback(std::string_view address) {
  const auto parsed = ParseAddress(address);
  return parsed && parsed->host.starts_with("127.");
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpOptions& options, std::vector<Page> pages) {
  const auto address = ParseAddress(options.address);
  if (!address) return tl::unexpected(address.error());

  mg_init_library(0);
  auto impl = std::make_unique<Impl>();
  impl->index = IndexHtml(pages);
  impl->pages = std::move(pages);
  impl->host = address->host;
  const std::string listen = address->host + ":" + std::to_string(address->port);
  const std::string threads = std::to_string(std::max(1, options.threads));
  const std::array<const char*, 11> settings = {
      "listening_ports", listen.c_str(),      "num_threads", threads.c_str(), "tcp_nodelay", "1", "request_timeout_ms",
      "10000",           "enable_keep_alive", "no",          nullptr};
  mg_callbacks callbacks{};
  callbacks.log_message = &Impl::OnMessage;
  impl->context = mg_start(&callbacks, impl.get(), const_cast<const char**>(settings.data()));
  if (impl->context == nullptr) {
    const std::string why = impl->last_message.empty() ? "the HTTP library gives no reason" : impl->last_message;
    return Unavailable("Cannot serve HTTP at \"" + options.address + "\": " + why + ".");
  }
  std::array<mg_server_port, 4> ports{};
  const int count = mg_get_server_ports(impl->context, static_cast<int>(ports.size()), ports.data());
  impl->port = count > 0 ? ports[0].port : address->port;
  mg_set_request_handler(impl->context, "/", &Impl::OnRequest, impl.get());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

int HttpServer::Port() const { return impl_->port; }

std::string HttpServer::Address() const {
  return (impl_->host == "0.0.0.0" ? "127.0.0.1" : impl_->host) + ":" + std::to_string(impl_->port);
}

}  // namespace labelwatch
