#pragma once
// The pixels of each frame of a task: fetched where that is allowed, judged, counted. Made only where images are asked
// for, so a stream without them pays nothing.
//
// Pictures over HTTP are fetched several at once: their frames wait, in their order (waiting_frames.h). Fetching and
// judging take no more than a budget of time per interval; what lies beyond is counted as not looked at. What the judge
// remembers (duplicates, usual sizes) starts empty after a restart. Single-owner.

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "consumers/images/http_pictures.h"
#include "consumers/images/options.h"
#include "detectors/images/image_judge.h"
#include "metrics/counts.h"

namespace labelwatch {

class ImageStage {
 public:
  explicit ImageStage(const ImageOptions& options);

  // Starts to fetch the picture of a frame that is judged later; nothing where that takes no waiting.
  PictureTicket Ask(std::string_view uri);
  // Suspicions about the frame, valid until the next call; raises the counts of images. `picture`: what Ask gave.
  std::span<const ImageSuspicion> Look(const LabeledFrame& frame, PictureTicket picture, StreamCounts& counts);
  // Nobody will look at it.
  void Forget(PictureTicket picture);
  // The budget begins anew.
  void StartInterval() { spent_ = {}; }

 private:
  using Clock = std::chrono::steady_clock;

  // Inline bytes go before the URI. A view into the frame or into bytes_.
  tl::expected<std::string_view, ImageOutcome> Fetch(const LabeledFrame& frame, PictureTicket picture);
  std::chrono::milliseconds Left() const;  // of the budget

  ImageOptions options_;
  ImageJudge judge_;
  std::optional<HttpPictures> http_;
  std::string bytes_;
  Clock::duration spent_{};  // since StartInterval
};

}  // namespace labelwatch
