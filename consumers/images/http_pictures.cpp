#include "consumers/images/http_pictures.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <stdexcept>

namespace labelwatch {
namespace {

using Clock = std::chrono::steady_clock;

struct EndEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct EndUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

std::string PartOf(CURLU* url, CURLUPart part, unsigned int flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK || text == nullptr) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

// "host:port" in small letters; empty: no URL that is fetched.
std::string HostAndPortOf(const std::string& text) {
  const std::unique_ptr<CURLU, EndUrl> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) return {};
  const std::string scheme = Lower(PartOf(url.get(), CURLUPART_SCHEME));
  if (scheme != "http" && scheme != "https") return {};
  return Lower(PartOf(url.get(), CURLUPART_HOST)) + ":" + PartOf(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

struct Body {
  std::string& bytes;
  std::size_t limit;
  bool too_large = false;
};

std::size_t Write(char* data, std::size_t one, std::size_t size, void* user) {
  Body& body = *static_cast<Body*>(user);
  size *= one;
  if (size > body.limit - body.bytes.size()) {
    body.too_large = true;
    return 0;
  }
  body.bytes.append(data, size);
  return size;
}

}  // namespace

bool IsHostWithPort(std::string_view text) {
  const std::string url = "http://" + std::string(text);
  const std::unique_ptr<CURLU, EndUrl> parsed(curl_url());
  return parsed && curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) == CURLUE_OK &&
         text.find_first_of("/?#@ ") == std::string_view::npos && !PartOf(parsed.get(), CURLUPART_HOST).empty();
}

struct HttpPictures::Impl {
  ImageOptions options;
  std::unique_ptr<CURL, EndEasy> easy;

  bool Allowed(const std::string& url) const {
    const std::string place = HostAndPortOf(url);
    if (place.empty()) return false;
    const std::string usual = Lower(url.substr(0, 6)) == "https:" ? ":443" : ":80";
    return std::any_of(options.allowed_hosts.begin(), options.allowed_hosts.end(), [&](const std::string& host) {
      const std::string allowed = Lower(host);
      return place == allowed || place == allowed + usual;
    });
  }
};

HttpPictures::HttpPictures(const ImageOptions& options) : impl_(std::make_unique<Impl>()) {
  static const bool kStarted = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  impl_->options = options;
  impl_->easy.reset(kStarted ? curl_easy_init() : nullptr);
  CURL* const easy = impl_->easy.get();
  if (easy == nullptr) throw std::runtime_error("libcurl cannot be started");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);  // each hop is looked at
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "labelwatch/" LABELWATCH_VERSION);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, Write);
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options.max_bytes));
}

HttpPictures::~HttpPictures() = default;

tl::expected<void, ImageOutcome> HttpPictures::Get(std::string_view url, std::string& bytes) {
  CURL* const easy = impl_->easy.get();
  const ImageOptions& options = impl_->options;
  const auto deadline = Clock::now() + std::chrono::milliseconds(options.timeout_ms);
  std::string hop(url);
  for (std::uint32_t redirects = 0;; ++redirects) {
    if (!impl_->Allowed(hop)) return tl::unexpected(ImageOutcome::kNotAllowed);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return tl::unexpected(ImageOutcome::kTimeout);
    bytes.clear();
    Body body{bytes, options.max_bytes};
    curl_easy_setopt(easy, CURLOPT_URL, hop.c_str());
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(left));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(left));
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body);
    const CURLcode code = curl_easy_perform(easy);
    if (body.too_large || code == CURLE_FILESIZE_EXCEEDED) return tl::unexpected(ImageOutcome::kTooLarge);
    if (code == CURLE_OPERATION_TIMEDOUT) return tl::unexpected(ImageOutcome::kTimeout);
    if (code != CURLE_OK) return tl::unexpected(ImageOutcome::kUnreachable);
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (status == 200) return {};
    if (status == 404 || status == 410) return tl::unexpected(ImageOutcome::kNotFound);
    char* next = nullptr;
    curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &next);
    if (status < 300 || status > 399 || next == nullptr) return tl::unexpected(ImageOutcome::kHttpError);
    if (redirects == options.max_redirects) return tl::unexpected(ImageOutcome::kRedirects);
    hop = next;
  }
}

}  // namespace labelwatch
