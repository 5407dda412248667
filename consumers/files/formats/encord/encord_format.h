#pragma once
// The label export of Encord in the list of formats; its readers are in encord_labels.h.

#include "consumers/files/formats/format.h"

namespace labelwatch {

bool IsEncord(const FileHead& head);
std::unique_ptr<LabelWriter> MakeEncordWriter(std::ostream& out, const NameTable& classes);

}  // namespace labelwatch
