#include "consumers/images/image_stage.h"

#include <algorithm>
#include <chrono>

#include "consumers/images/picture_file.h"
#include "consumers/images/uri_scheme.h"

namespace labelwatch {
namespace {

using std::chrono::milliseconds;

double Seconds(std::chrono::steady_clock::duration time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

ImageStage::ImageStage(const ImageOptions& options)
    : options_(options), judge_(options.max_pixels, options.remembered) {
  if (!options.allowed_hosts.empty()) http_.emplace(options);
}

milliseconds ImageStage::Left() const {
  if (options_.budget_ms == 0) return milliseconds(options_.timeout_ms);
  return std::max(milliseconds(0), milliseconds(options_.budget_ms) - std::chrono::duration_cast<milliseconds>(spent_));
}

PictureTicket ImageStage::Ask(std::string_view uri) {
  if (!http_ || !IsOverHttp(uri)) return std::nullopt;
  return http_->Start(uri);
}

void ImageStage::Forget(PictureTicket picture) {
  if (picture) (void)http_->Finish(*picture, milliseconds(0), bytes_);
}

tl::expected<std::string_view, ImageOutcome> ImageStage::Fetch(const LabeledFrame& frame, PictureTicket picture) {
  if (picture) {  // taken over also where there is no time left: else it would stay under way
    const auto read = http_->Finish(*picture, Left(), bytes_);
    if (Left() <= milliseconds(0)) return tl::unexpected(ImageOutcome::kNotLookedAt);
    if (!read) return tl::unexpected(read.error());
    return bytes_;
  }
  if (Left() <= milliseconds(0)) return tl::unexpected(ImageOutcome::kNotLookedAt);
  if (!frame.image_bytes.empty()) {
    if (frame.image_bytes.size() > options_.max_bytes) return tl::unexpected(ImageOutcome::kTooLarge);
    return frame.image_bytes;
  }
  if (frame.image_uri.empty()) return tl::unexpected(ImageOutcome::kNoReference);
  const std::string scheme = SchemeOf(frame.image_uri);
  if ((!scheme.empty() && scheme != "file") || options_.root.empty()) return tl::unexpected(ImageOutcome::kNotAllowed);
  const auto read = ReadPictureFile(options_.root, FilePathOf(frame.image_uri), options_.max_bytes, bytes_);
  if (!read) return tl::unexpected(read.error());
  return bytes_;
}

std::span<const ImageSuspicion> ImageStage::Look(const LabeledFrame& frame, PictureTicket picture,
                                                 StreamCounts& counts) {
  const Clock::time_point asked = Clock::now();
  const auto bytes = Fetch(frame, picture);
  const Clock::time_point fetched = Clock::now();
  spent_ += fetched - asked;
  counts.image_fetch.Add(Seconds(fetched - asked));
  if (!bytes) {
    ++counts.images[static_cast<std::size_t>(bytes.error())];
    return {};
  }
  const ImageOutcome outcome = judge_.Judge(frame, *bytes);
  const Clock::duration taken = Clock::now() - fetched;
  spent_ += taken;
  counts.image_check.Add(Seconds(taken));
  ++counts.images[static_cast<std::size_t>(outcome)];
  return judge_.Suspicions();
}

}  // namespace labelwatch
