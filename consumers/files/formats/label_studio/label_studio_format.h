#pragma once
// Label Studio JSON in the list of formats; its readers are in label_studio_labels.h.

#include "consumers/files/formats/format.h"

namespace labelwatch {

bool IsLabelStudio(const FileHead& head);
Result<void> OpenLabelStudioLabels(GivenInput& given, OpenInputs& inputs);
Result<void> OpenLabelStudioPredictions(GivenInput& given, const std::string& model, OpenInputs& inputs);
std::unique_ptr<LabelWriter> MakeLabelStudioWriter(std::ostream& out, const NameTable& classes);

}  // namespace labelwatch
