#pragma once
// Whether a PNG file is whole, by walking its chunks and their checksums. Cheap beside decoding, and it keeps libpng,
// which prints its complaints to standard error, from ever seeing a damaged file.

#include <optional>
#include <string_view>

#include "detectors/images/image_outcome.h"

namespace labelwatch {

// kTruncated: no end; kCorrupt: a checksum that does not fit; nothing: whole. REQUIRES: the signature of PNG.
std::optional<ImageOutcome> PngDefect(std::string_view bytes);

}  // namespace labelwatch
