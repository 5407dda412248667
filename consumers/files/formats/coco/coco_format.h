#pragma once
// COCO in the list of formats: ground truth, the results of models for it, and the writer.

#include "consumers/files/formats/format.h"

namespace labelwatch {

bool IsCocoLabels(const FileHead& head);
bool IsCocoResults(const FileHead& head);

Result<void> OpenCocoLabels(GivenInput& given, OpenInputs& inputs);
Result<void> OpenCocoPredictions(GivenInput& given, const std::string& model, OpenInputs& inputs);
Result<void> OpenCocoResults(GivenInput& given, const std::string& model, OpenInputs& inputs);

// The annotations are held until the end, because they follow all images.
std::unique_ptr<LabelWriter> MakeCocoWriter(std::ostream& out, const NameTable& classes);

}  // namespace labelwatch
