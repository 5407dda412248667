#pragma once
// A JPEG at a fraction of its size, with what libjpeg-turbo has to say about damage. cv::imdecode keeps that to itself
// and returns a picture with grey rows for a file that was cut off.

#include <opencv2/core.hpp>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "detectors/images/image_outcome.h"

namespace labelwatch {

// Luma alone (one channel), or luma and both chromas (three), the longer side at least `side` pixels where it was that
// long, and less than twice that where a reduction to 1/2, 1/4 or 1/8 suffices. Empty: a JPEG of other colours (CMYK,
// RGB), for which there is cv::imdecode. kTruncated or kCorrupt where pixels are missing.
tl::expected<cv::Mat, ImageOutcome> DecodeJpeg(std::string_view bytes, int side);

}  // namespace labelwatch
