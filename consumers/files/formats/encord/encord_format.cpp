#include "consumers/files/formats/encord/encord_format.h"

namespace labelwatch {

bool IsEncord(const FileHead& head) {
  return head.Has("data_units") || (head.Has("label_hash") && head.Has("data_hash"));
}

}  // namespace labelwatch
