#pragma once
// The bytes of a picture from a folder, and from nowhere else.

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "detectors/images/image_outcome.h"

namespace labelwatch {

// `path`: as in the message, absolute or relative to `root`; where there is none of that name, its last part directly
// under `root`. What leads out of `root`, also by a link, is refused (kOutsideRoot). Fills `bytes`, which is reused.
tl::expected<void, ImageOutcome> ReadPictureFile(const std::string& root, std::string_view path, std::size_t max_bytes,
                                                 std::string& bytes);

}  // namespace labelwatch
