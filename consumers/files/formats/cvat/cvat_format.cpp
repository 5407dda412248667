#include "consumers/files/formats/cvat/cvat_format.h"

namespace labelwatch {

// Declarations and comments before the outermost element are passed over.
bool IsCvat(const FileHead& head) {
  const std::size_t root = head.Text().find("<annotation");
  return head.Text().starts_with('<') && root != std::string_view::npos &&
         head.Text().substr(root).starts_with("<annotations");
}

}  // namespace labelwatch
