#pragma once
// YOLO text in the list of formats: a folder of files, and the list of class names that belongs to it.

#include "consumers/files/formats/format.h"

namespace labelwatch {

bool IsYolo(const FileHead& head);
Result<void> OpenYoloLabels(GivenInput& given, OpenInputs& inputs);
Result<void> OpenYoloPredictions(GivenInput& given, const std::string& model, OpenInputs& inputs);

}  // namespace labelwatch
