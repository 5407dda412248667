#include "consumers/images/image_stage.h"

#include <algorithm>
#include <cctype>
#include <chrono>

#include "consumers/images/picture_file.h"

namespace labelwatch {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// "http" of "HTTP://host/..."; empty: a path.
std::string SchemeOf(std::string_view uri) {
  const auto end = uri.find("://");
  if (end == std::string_view::npos) return {};
  std::string scheme(uri.substr(0, end));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return scheme;
}

}  // namespace

ImageStage::ImageStage(const ImageOptions& options)
    : options_(options), judge_(options.max_pixels, options.remembered) {
  if (!options.allowed_hosts.empty()) http_.emplace(options);
}

tl::expected<std::string_view, ImageOutcome> ImageStage::Fetch(const LabeledFrame& frame) {
  if (!frame.image_bytes.empty()) {
    if (frame.image_bytes.size() > options_.max_bytes) return tl::unexpected(ImageOutcome::kTooLarge);
    return frame.image_bytes;
  }
  if (frame.image_uri.empty()) return tl::unexpected(ImageOutcome::kNoReference);
  const std::string scheme = SchemeOf(frame.image_uri);
  tl::expected<void, ImageOutcome> read = tl::unexpected(ImageOutcome::kNotAllowed);
  if (scheme == "http" || scheme == "https") {
    if (http_) read = http_->Get(frame.image_uri, bytes_);
  } else if ((scheme.empty() || scheme == "file") && !options_.root.empty()) {
    const std::string_view path = scheme.empty() ? frame.image_uri : frame.image_uri.substr(7);
    read = ReadPictureFile(options_.root, path, options_.max_bytes, bytes_);
  }
  if (!read) return tl::unexpected(read.error());
  return bytes_;
}

std::span<const ImageSuspicion> ImageStage::Look(const LabeledFrame& frame, StreamCounts& counts) {
  const Clock::time_point asked = Clock::now();
  const auto bytes = Fetch(frame);
  counts.image_fetch.Add(SecondsSince(asked));
  if (!bytes) {
    ++counts.images[static_cast<std::size_t>(bytes.error())];
    return {};
  }
  const Clock::time_point fetched = Clock::now();
  const ImageOutcome outcome = judge_.Judge(frame, *bytes);
  counts.image_check.Add(SecondsSince(fetched));
  ++counts.images[static_cast<std::size_t>(outcome)];
  return judge_.Suspicions();
}

}  // namespace labelwatch
