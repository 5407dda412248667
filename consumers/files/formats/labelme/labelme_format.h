#pragma once
// labelme JSON in the list of formats: one file per picture, in a folder or one after the other. Labels, and what a
// model drew where a tool keeps its score with the shape (AnyLabeling).
//
// The flags of a picture that are set are its frame classes; the flags of a shape are attributes.

#include "consumers/files/formats/format.h"

namespace labelwatch {

bool IsLabelme(const FileHead& head);
Result<void> OpenLabelmeLabels(GivenInput& given, OpenInputs& inputs);
Result<void> OpenLabelmePredictions(GivenInput& given, const std::string& model, OpenInputs& inputs);

}  // namespace labelwatch
