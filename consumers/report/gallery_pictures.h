#pragma once
// Pictures as a server shows them: from where they may be fetched (consumers/images) and from nowhere else, and only
// what is a picture by its first bytes. For consumers/report only.

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "consumers/images/http_pictures.h"
#include "consumers/images/options.h"
#include "metrics/http.h"

namespace labelwatch {

// The type of an encoded picture that browsers show, by its first bytes; empty: none. Never SVG, which is a document.
std::string_view PictureType(std::string_view bytes);

// Thread-safe; pictures from other hosts are fetched one at a time, so that a slow host holds up pictures alone.
class GalleryPictures {
 public:
  explicit GalleryPictures(const ImageOptions& options) : options_(options), http_(options) {}

  bool AnyShown() const { return options_.fetch && (!options_.root.empty() || !options_.allowed_hosts.empty()); }
  Answer Show(std::string_view uri);

 private:
  tl::expected<void, ImageOutcome> Read(std::string_view uri, std::string& bytes);
  tl::expected<void, ImageOutcome> OverHttp(std::string_view uri, std::string& bytes);

  const ImageOptions options_;
  std::mutex one_at_a_time_;  // over what follows
  HttpPictures http_;
  std::chrono::steady_clock::time_point rests_until_;
};

}  // namespace labelwatch
