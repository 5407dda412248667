#pragma once
// What became of the pixels of one frame: every frame whose pixels were asked for ends in exactly one of these.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace labelwatch {

enum class ImageOutcome : std::uint8_t {
  kJudged,
  kNoReference,    // neither inline bytes nor a URI
  kNotAllowed,     // a scheme or host that is not on the list
  kOutsideRoot,    // a path that leaves the folder of images
  kNotFound,       // no such file; HTTP 404 or 410
  kHttpError,      // any other answer than the picture
  kTooLarge,       // more bytes than allowed
  kRedirects,      // more redirects than allowed
  kTimeout,        // not there in time
  kUnreachable,    // no connection, no name, broken TLS
  kUnreadable,     // a file that may not be read, or is no file
  kUnsupported,    // not a picture of a known format
  kTooManyPixels,  // its header announces more pixels than are decoded
  kTruncated,      // it ends too early
  kCorrupt,        // it cannot be decoded, or only with gaps
  kNotLookedAt,    // the time that pictures may take until the next commit was used up
};

// Values of a metric label, in the order of the enumeration.
inline constexpr std::array<std::string_view, 16> kImageOutcomeWords = {
    "judged",          "no_reference", "not_allowed", "outside_root", "not_found",  "http_error",
    "too_large",       "redirects",    "timeout",     "unreachable",  "unreadable", "unsupported",
    "too_many_pixels", "truncated",    "corrupt",     "not_looked_at"};

}  // namespace labelwatch
