#pragma once
// The pixels of each frame of a task: fetched where that is allowed, judged, counted. Made only where images are asked
// for, so a stream without them pays nothing.
//
// A picture is fetched on the thread of its task, one after the other: the stream is as slow as its pictures. What the
// judge remembers (duplicates, usual sizes) starts empty after a restart. Single-owner.

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

  // Suspicions about the frame, valid until the next call; raises the counts of images.
  std::span<const ImageSuspicion> Look(const LabeledFrame& frame, StreamCounts& counts);

 private:
  // Inline bytes go before the URI. A view into the frame or into bytes_.
  tl::expected<std::string_view, ImageOutcome> Fetch(const LabeledFrame& frame);

  ImageOptions options_;
  ImageJudge judge_;
  std::optional<HttpPictures> http_;
  std::string bytes_;
};

}  // namespace labelwatch
