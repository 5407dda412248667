#include "consumers/files/formats/frame_class_csv/frame_class_format.h"

namespace labelwatch {

bool IsFrameClassCsv(const FileHead& head) {
  return head.Text().starts_with("frame_id,") || head.Text().starts_with("\"frame_id\",");
}

}  // namespace labelwatch
