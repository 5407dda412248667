#pragma once
// Pascal VOC XML: one file per image. Boxes are counted from 1 and inclusive: [xmin - 1, xmax). Many tools count from 0
// instead and mean [xmin, xmax), which nothing in the file says but a box that begins at 0. `difficult` is read as
// such, `truncated`, `occluded` and `pose` as attributes. Parts of objects are passed over.

#include <string>

#include "consumers/files/dataset/label_set.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"

namespace labelwatch {

enum class VocOrigin { kOne, kZero };  // of the coordinates

// What is to be known of all files of a folder before one is read. A file that cannot be read is named when it is read
// for its labels.
struct VocSurvey {
  VocOrigin origin = VocOrigin::kOne;  // kZero: a box of the file begins at 0
  std::string picture;                 // as <folder> and <filename> say; empty: they do not
};
VocSurvey SurveyVoc(ByteSource& source);

// Whose name the frame has: that in <filename>, or that of the file itself, whose extension is still that of
// <filename>. Copies of one file keep the name inside.
enum class VocNaming { kByFilename, kByFile };

// Adds the frame of the file to the set. An error: the file is no XML, none of its objects can be used, or the frame
// cannot be added; broken objects go to `problems`.
Result<void> ReadVocLabels(ByteSource& source, VocOrigin origin, VocNaming naming, NameTable& classes, LabelSet& set,
                           Problems& problems);

}  // namespace labelwatch
