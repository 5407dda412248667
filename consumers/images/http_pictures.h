#pragma once
// Pictures over HTTP and HTTPS, from the hosts on a list only. The only use of libcurl. Single-owner: one connection
// pool per thread.

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "consumers/images/options.h"
#include "detectors/images/image_outcome.h"

namespace labelwatch {

// "host" or "host:port", nothing else of a URL.
bool IsHostWithPort(std::string_view text);

class HttpPictures {
 public:
  explicit HttpPictures(const ImageOptions& options);
  ~HttpPictures();

  // Fills `bytes`, which is reused. Every hop of a redirect is held to the list and to one common deadline; a URL with
  // user or password is refused; neither proxies of the environment nor cookies nor .netrc are used.
  tl::expected<void, ImageOutcome> Get(std::string_view url, std::string& bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace labelwatch
