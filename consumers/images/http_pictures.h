#pragma once
// Pictures over HTTP and HTTPS, from the hosts on a list only, several on their way at once. The only use of libcurl.
//
//   const auto picture = pictures.Start(url);     // returns at once
//   ... other work; each call takes over what has come of any picture ...
//   pictures.Finish(picture, milliseconds(500), bytes);
//
// Single-owner: one connection pool per thread.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "consumers/images/options.h"
#include "detectors/images/image_outcome.h"

namespace labelwatch {

// "host" or "host:port", nothing else of a URL.
bool IsHostWithPort(std::string_view text);

// A picture on its way, to be finished once; nothing: none is.
using PictureTicket = std::optional<std::uint64_t>;

class HttpPictures {
 public:
  using Ticket = std::uint64_t;

  explicit HttpPictures(const ImageOptions& options);
  ~HttpPictures();

  // Every hop of a redirect is held to the list and to one common deadline; a URL with user or password is refused;
  // neither proxies of the environment nor cookies nor .netrc are used.
  Ticket Start(std::string_view url);
  // Fills `bytes`. Waits no longer than `most` where the picture is not there yet: then it is given up as kNotLookedAt,
  // or kTimeout where its own deadline has passed.
  tl::expected<void, ImageOutcome> Finish(Ticket picture, std::chrono::milliseconds most, std::string& bytes);
  // Takes over what has come, without waiting.
  void GoOn();

  // Start and Finish, as long as the picture may take.
  tl::expected<void, ImageOutcome> Get(std::string_view url, std::string& bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace labelwatch
