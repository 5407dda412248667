#include "consumers/labeling/http_client.h"

#include <curl/curl.h>

#include <array>
#include <stdexcept>

#include "schema/text.h"

namespace labelwatch {
namespace {

struct EndEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct EndList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// What is being received.
struct Receiving {
  std::string body;
  std::size_t most_bytes = 0;
  bool too_large = false;
  const std::stop_token* stop = nullptr;
};

std::size_t Write(char* data, std::size_t one, std::size_t size, void* user) {
  Receiving& receiving = *static_cast<Receiving*>(user);
  size *= one;
  if (size > receiving.most_bytes - receiving.body.size()) {
    receiving.too_large = true;
    return 0;
  }
  receiving.body.append(data, size);
  return size;
}

// Called about once a second at least; not 0 ends the call.
int Look(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Receiving*>(user)->stop->stop_requested() ? 1 : 0;
}

}  // namespace

struct HttpClient::Impl {
  HttpLimits limits;
  std::unique_ptr<CURL, EndEasy> easy;
  std::array<char, CURL_ERROR_SIZE> why{};
  bool connected = false;
};

HttpClient::HttpClient(HttpLimits limits) : impl_(std::make_unique<Impl>()) {
  static const bool kStarted = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  impl_->limits = limits;
  impl_->easy.reset(kStarted ? curl_easy_init() : nullptr);
  if (!impl_->easy) throw std::runtime_error("libcurl cannot be started");
}

HttpClient::~HttpClient() = default;

bool HttpClient::Connected() const { return impl_->connected; }

Result<HttpReply> HttpClient::Send(const HttpCall& call, const std::stop_token& stop) {
  CURL* const easy = impl_->easy.get();
  curl_easy_reset(easy);  // the connection stays open for the next call
  Receiving receiving{{}, impl_->limits.reply_bytes, false, &stop};
  std::unique_ptr<curl_slist, EndList> headers;
  const auto add = [&headers](const char* line) {
    curl_slist* const longer = curl_slist_append(headers.get(), line);
    if (longer == nullptr) throw std::bad_alloc();
    (void)headers.release();
    headers.reset(longer);
  };
  for (const std::string& header : call.headers) add(header.c_str());
  if (!call.body.empty()) add("Content-Type: application/json");
  add("Expect:");  // else a large body waits for a 100 that some servers do not send
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "labelwatch/" LABELWATCH_VERSION);
  curl_easy_setopt(easy, CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(impl_->limits.connect_ms));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(impl_->limits.call_ms));
  if (!call.body.empty() || call.method == "POST") {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call.body.data());
  }
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call.method.c_str());
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, Write);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &receiving);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, Look);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &receiving);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, impl_->why.data());
  impl_->why[0] = '\0';

  const CURLcode code = curl_easy_perform(easy);
  long sent_bytes = 0;
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent_bytes);
  impl_->connected = sent_bytes > 0;
  if (receiving.too_large) return Unavailable("the answer is larger than is read");
  if (code == CURLE_ABORTED_BY_CALLBACK) return Unavailable("asked to end");
  if (code != CURLE_OK) {
    const std::string why = impl_->why[0] != '\0' ? impl_->why.data() : curl_easy_strerror(code);
    return Unavailable(Printable(why, 200));
  }
  HttpReply reply;
  long status = 0;
  curl_off_t retry_after_s = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &retry_after_s);
  reply.status = static_cast<int>(status);
  reply.retry_after_ms = static_cast<std::int64_t>(retry_after_s) * 1000;
  reply.body = std::move(receiving.body);
  return reply;
}

}  // namespace labelwatch
