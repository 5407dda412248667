#include "consumers/files/formats/label_studio/label_studio_format.h"

namespace labelwatch {

bool IsLabelStudio(const FileHead& head) {
  if (!head.IsListOfObjects()) return false;
  // The data may stand behind more annotations than are looked at.
  const bool create_ml = head.Has("image") && !head.Has("data") && !head.Has("id");
  return (head.Has("annotations") && !create_ml) || head.Has("completions") ||
         (head.Has("data") && head.HasAny({"id", "predictions"}));
}

}  // namespace labelwatch
