#pragma once
// Pascal VOC XML: one file per image. Boxes are counted from 1 and inclusive: [xmin - 1, xmax). `difficult` is read as
// such, `truncated`, `occluded` and `pose` as attributes. Parts of objects are passed over.

#include "consumers/files/byte_source.h"
#include "consumers/files/label_set.h"
#include "consumers/files/problems.h"

namespace labelwatch {

// Adds the frame of the file to the set. An error: the file is no XML or the frame cannot be added; broken objects go
// to `problems`.
Result<void> ReadVocLabels(ByteSource& source, NameTable& classes, LabelSet& set, Problems& problems);

}  // namespace labelwatch
