#pragma once
// CVAT XML in the list of formats; its reader is in cvat_labels.h.

#include "consumers/files/formats/format.h"

namespace labelwatch {

bool IsCvat(const FileHead& head);
std::unique_ptr<LabelWriter> MakeCvatWriter(std::ostream& out, const NameTable& classes);

}  // namespace labelwatch
