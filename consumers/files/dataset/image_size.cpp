#include "consumers/files/dataset/image_size.h"

#include <algorithm>

#include "consumers/files/text/byte_source.h"
#include "detectors/images/picture_header.h"

namespace labelwatch {
namespace {

// Previews and colour profiles may stand before the size; more of them than this is no picture.
constexpr std::size_t kMostHeader = 64u << 20;

// Takes more of the file only as long as its header goes on.
tl::expected<PictureHeader, ImageOutcome> ReadHeader(ByteSource& source) {
  std::string head;
  for (std::size_t wanted = 4096;; wanted *= 4) {
    while (head.size() < wanted && !source.Window().empty()) {
      const std::string_view part = source.Window().substr(0, wanted - head.size());
      head += part;
      source.Skip(part.size());
    }
    auto header = ReadPictureHeader(head);
    const bool goes_on = !header && header.error() == ImageOutcome::kTruncated;
    if (!goes_on || head.size() < wanted || wanted >= kMostHeader) return header;
  }
}

}  // namespace

Result<ImageSize> ReadImageSize(const std::string& path) {
  auto source = ByteSource::Open(path);
  if (!source) return tl::unexpected<Error>(source.error());
  const auto header = ReadHeader(**source);
  // The size of a TIFF may stand at the end of the file.
  const bool tiff = header && header->format == PictureFormat::kTiff;
  if (tiff || (!header && header.error() == ImageOutcome::kUnsupported)) {
    return BadInput(path + " is no PNG, JPEG, GIF, BMP or WebP");
  }
  if (!header || std::max(header->width, header->height) > kMaxImageSide) {
    return BadInput(path + ": its header holds no size; is the file damaged or truncated?");
  }
  if (header->turned) return ImageSize{header->height, header->width};
  return ImageSize{header->width, header->height};
}

}  // namespace labelwatch
