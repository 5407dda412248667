#pragma once
// Frame-class CSV in the list of formats; its readers are in frame_class_csv.h.

#include "consumers/files/formats/format.h"

namespace labelwatch {

bool IsFrameClassCsv(const FileHead& head);

}  // namespace labelwatch
