#include "consumers/images/http_pictures.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <unordered_map>
#include <utility>

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

struct EndMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using Easy = std::unique_ptr<CURL, EndEasy>;

// A picture on its way.
struct Transfer {
  Easy easy;
  std::string url;  // of this hop
  std::string bytes;
  std::size_t most_bytes = 0;
  Clock::time_point deadline;
  std::uint32_t redirects = 0;
  bool too_large = false, under_way = false;
  std::optional<tl::expected<void, ImageOutcome>> ended;

  void End(ImageOutcome outcome) { ended = tl::unexpected(outcome); }
};

std::size_t Write(char* data, std::size_t one, std::size_t size, void* user) {
  Transfer& transfer = *static_cast<Transfer*>(user);
  size *= one;
  if (size > transfer.most_bytes - transfer.bytes.size()) {
    transfer.too_large = true;
    return 0;
  }
  transfer.bytes.append(data, size);
  return size;
}

std::int64_t MillisecondsUntil(Clock::time_point time) {
  return std::chrono::ceil<std::chrono::milliseconds>(time - Clock::now()).count();
}

Easy MakeEasy(const ImageOptions& options) {
  Easy easy(curl_easy_init());
  if (!easy) throw std::runtime_error("libcurl cannot be started");
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 0L);  // each hop is looked at
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(easy.get(), CURLOPT_USERAGENT, "labelwatch/" LABELWATCH_VERSION);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, Write);
  curl_easy_setopt(easy.get(), CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options.max_bytes));
  return easy;
}

}  // namespace

bool IsHostWithPort(std::string_view text) {
  const std::string url = "http://" + std::string(text);
  const std::unique_ptr<CURLU, EndUrl> parsed(curl_url());
  return parsed && curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) == CURLUE_OK &&
         text.find_first_of("/?#@ ") == std::string_view::npos && !PartOf(parsed.get(), CURLUPART_HOST).empty();
}

struct HttpPictures::Impl {
  explicit Impl(const ImageOptions& image_options) : options(image_options) {
    static const bool kStarted = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    multi.reset(kStarted ? curl_multi_init() : nullptr);
    if (!multi) throw std::runtime_error("libcurl cannot be started");
  }
  ~Impl() {
    for (auto& [ticket, transfer] : transfers) Stop(*transfer);
  }

  bool Allowed(const std::string& url) const {
    const std::string place = HostAndPortOf(url);
    if (place.empty()) return false;
    const std::string usual = Lower(url.substr(0, 6)) == "https:" ? ":443" : ":80";
    return std::any_of(options.allowed_hosts.begin(), options.allowed_hosts.end(), [&](const std::string& host) {
      const std::string allowed = Lower(host);
      return place == allowed || place == allowed + usual;
    });
  }

  // One hop.
  void Begin(Transfer& transfer) {
    if (!Allowed(transfer.url)) return transfer.End(ImageOutcome::kNotAllowed);
    const std::int64_t left = MillisecondsUntil(transfer.deadline);
    if (left <= 0) return transfer.End(ImageOutcome::kTimeout);
    if (!transfer.easy) transfer.easy = MakeEasy(options);
    CURL* const easy = transfer.easy.get();
    transfer.bytes.clear();
    curl_easy_setopt(easy, CURLOPT_URL, transfer.url.c_str());
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(left));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(left));
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
    transfer.under_way = curl_multi_add_handle(multi.get(), easy) == CURLM_OK;
    if (!transfer.under_way) transfer.End(ImageOutcome::kUnreachable);
  }

  void Stop(Transfer& transfer) {
    if (transfer.under_way) curl_multi_remove_handle(multi.get(), transfer.easy.get());
    transfer.under_way = false;
  }

  void Ended(Transfer& transfer, CURLcode code) {
    CURL* const easy = transfer.easy.get();
    if (transfer.too_large || code == CURLE_FILESIZE_EXCEEDED) return transfer.End(ImageOutcome::kTooLarge);
    if (code == CURLE_OPERATION_TIMEDOUT) return transfer.End(ImageOutcome::kTimeout);
    if (code != CURLE_OK) return transfer.End(ImageOutcome::kUnreachable);
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (status == 200) {
      transfer.ended.emplace();
      return;
    }
    if (status == 404 || status == 410) return transfer.End(ImageOutcome::kNotFound);
    char* next = nullptr;
    curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &next);
    if (status < 300 || status > 399 || next == nullptr) return transfer.End(ImageOutcome::kHttpError);
    if (transfer.redirects++ == options.max_redirects) return transfer.End(ImageOutcome::kRedirects);
    transfer.url = next;
    Begin(transfer);
  }

  // Takes over what has come of any picture.
  void GoOn() {
    int running = 0, left = 0;
    curl_multi_perform(multi.get(), &running);
    while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      void* transfer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      const CURLcode code = message->data.result;  // the message ends with the next call
      Stop(*static_cast<Transfer*>(transfer));
      Ended(*static_cast<Transfer*>(transfer), code);
    }
  }

  // Until the picture has ended, or `until`.
  void WaitFor(const Transfer& transfer, Clock::time_point until) {
    for (GoOn(); !transfer.ended; GoOn()) {
      const std::int64_t left = MillisecondsUntil(std::min(until, transfer.deadline));
      if (left <= 0) return;
      curl_multi_poll(multi.get(), nullptr, 0, static_cast<int>(std::min<std::int64_t>(left, 1000)), nullptr);
    }
  }

  const ImageOptions options;
  std::unique_ptr<CURLM, EndMulti> multi;
  std::unordered_map<Ticket, std::unique_ptr<Transfer>> transfers;
  Ticket last = 0;
};

HttpPictures::HttpPictures(const ImageOptions& options) : impl_(std::make_unique<Impl>(options)) {}

HttpPictures::~HttpPictures() = default;

HttpPictures::Ticket HttpPictures::Start(std::string_view url) {
  auto transfer = std::make_unique<Transfer>();
  transfer->url = url;
  transfer->most_bytes = impl_->options.max_bytes;
  transfer->deadline = Clock::now() + std::chrono::milliseconds(impl_->options.timeout_ms);
  impl_->Begin(*transfer);
  impl_->transfers.emplace(++impl_->last, std::move(transfer));
  impl_->GoOn();
  return impl_->last;
}

tl::expected<void, ImageOutcome> HttpPictures::Finish(Ticket picture, std::chrono::milliseconds most,
                                                      std::string& bytes) {
  const auto found = impl_->transfers.find(picture);
  if (found == impl_->transfers.end()) return tl::unexpected(ImageOutcome::kNotLookedAt);
  const std::unique_ptr<Transfer> transfer = std::move(found->second);
  impl_->transfers.erase(found);
  impl_->WaitFor(*transfer, Clock::now() + most);
  impl_->Stop(*transfer);
  bytes.swap(transfer->bytes);
  if (transfer->ended) return *transfer->ended;
  return tl::unexpected(MillisecondsUntil(transfer->deadline) <= 0 ? ImageOutcome::kTimeout
                                                                   : ImageOutcome::kNotLookedAt);
}

void HttpPictures::GoOn() { impl_->GoOn(); }

tl::expected<void, ImageOutcome> HttpPictures::Get(std::string_view url, std::string& bytes) {
  return Finish(Start(url), std::chrono::milliseconds(impl_->options.timeout_ms), bytes);
}

}  // namespace labelwatch
