#include "consumers/files/formats/scalabel/scalabel_format.h"

namespace labelwatch {

// A frame has a name, and what only frames have.
bool IsScalabel(const FileHead& head) {
  if (head.IsObject()) return head.Has("frames") && !head.HasAny({"images", "annotations", "data"});
  return head.IsListOfObjects() && head.Has("name") && head.HasAny({"labels", "videoName", "video_name", "frameIndex"});
}

}  // namespace labelwatch
