#include "schema/image_uri.h"

#include "schema/decoding.h"

namespace labelwatch {

std::string_view ImageUriOf(std::string_view message) {
  namespace f = field::image_reference;
  std::string_view uri;
  bool inline_bytes = false;
  const auto read = Guarded([&] {
    FieldReader reader(message);
    while (reader.Next()) {
      if (reader.Tag() != BytesTag(field::labeled_frame::kImage)) {
        reader.SkipRun();
        continue;
      }
      FieldReader image = reader.Message();
      while (image.Next()) {
        if (image.Tag() == BytesTag(f::kUri)) {
          uri = image.Bytes();
        } else {
          inline_bytes |= image.Tag() == BytesTag(f::kInlineBytes);
          image.Skip();
        }
      }
    }
  });
  return read && !inline_bytes ? uri : std::string_view();
}

}  // namespace labelwatch
