#pragma once
// What can be wrong with a picture, and one such suspicion with its sentence. Plain data, free of OpenCV.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace labelwatch {

enum class ImageCause : std::uint8_t {
  kTruncated,
  kCorrupt,
  kSizeDiffers,
  kContentDiffers,
  kPlaceholder,
  kDuplicate,
  kNearDuplicate,
  kDark,
  kBright,
  kLowInformation,
  kLowContrast,
  kBlurred,
  kGrey,
  kOddAspectRatio,
  kOddSize,
};

// Detector names of the findings and values of a metric label, in the order of the enumeration.
inline constexpr std::array<std::string_view, 15> kImageCauseWords = {
    "truncated_image",   "corrupt_image",         "image_size_differs",   "image_content_differs",
    "placeholder_image", "duplicate_image",       "near_duplicate_image", "dark_image",
    "bright_image",      "low_information_image", "low_contrast_image",   "blurred_image",
    "grey_image",        "odd_aspect_ratio",      "odd_image_size"};

struct ImageSuspicion {
  ImageCause cause = ImageCause::kCorrupt;
  double score = 0;      // log-odds of an error
  std::string sentence;  // for a person

  std::string_view Detector() const { return kImageCauseWords[static_cast<std::size_t>(cause)]; }
};

}  // namespace labelwatch
