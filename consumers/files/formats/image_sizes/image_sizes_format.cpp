#include "consumers/files/formats/image_sizes/image_sizes_format.h"

#include <algorithm>

namespace labelwatch {

bool IsImageSizes(const FileHead& head) {
  const auto names = {"image", "file_name", "filename", "name", "path", "ImageID"};
  return head.HasColumn("width") && head.HasColumn("height") && !head.HasColumn("xmin") &&
         std::ranges::any_of(names, [&](std::string_view name) { return head.HasColumn(name); });
}

Result<void> ReadImageSizes(GivenInput& given, OpenInputs& inputs) {
  return inputs.Sizes().ReadCsv(*given.source, inputs.Problems());
}

}  // namespace labelwatch
