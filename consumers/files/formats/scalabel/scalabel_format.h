#pragma once
// Scalabel in the list of formats; its readers are in scalabel.h.

#include "consumers/files/formats/format.h"

namespace labelwatch {

bool IsScalabel(const FileHead& head);

}  // namespace labelwatch
