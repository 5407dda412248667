#pragma once
// Pascal VOC XML in the list of formats: a folder of files, or files one after the other.

#include "consumers/files/formats/format.h"

namespace labelwatch {

bool IsVoc(const FileHead& head);
Result<void> OpenVocLabels(GivenInput& given, OpenInputs& inputs);

}  // namespace labelwatch
