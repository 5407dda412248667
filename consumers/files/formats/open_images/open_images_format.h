#pragma once
// The files of Open Images in the list of formats; their readers are in open_images.h.

#include "consumers/files/formats/format.h"

namespace labelwatch {

bool IsOpenImagesClasses(const FileHead& head);
bool IsOpenImagesResults(const FileHead& head);
bool IsOpenImagesBoxes(const FileHead& head);
bool IsOpenImagesImageLabels(const FileHead& head);  // asked after the boxes, which have their columns, too

Result<void> ReadOpenImagesClasses(GivenInput& given, OpenInputs& inputs);
Result<void> ReadOpenImagesImageLabels(GivenInput& given, OpenInputs& inputs);
Result<void> OpenOpenImagesBoxes(GivenInput& given, OpenInputs& inputs);
Result<void> OpenOpenImagesResults(GivenInput& given, const std::string& model, OpenInputs& inputs);

}  // namespace labelwatch
