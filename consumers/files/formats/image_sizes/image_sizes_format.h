#pragma once
// A CSV of the sizes of pictures in the list of formats: it helps to read labels in parts of the picture.

#include "consumers/files/formats/format.h"

namespace labelwatch {

bool IsImageSizes(const FileHead& head);  // asked after boxes, whose tables may have these columns, too
Result<void> ReadImageSizes(GivenInput& given, OpenInputs& inputs);

}  // namespace labelwatch
