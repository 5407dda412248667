#pragma once
// One file of labelme: the shapes that were drawn on one picture.
//
// Points are pixels. A rectangle has two corners in any order (some tools write all four), a circle its middle and a
// point on it, which become 64 corners. Polygons of one label and one group_id are the parts of one object, as
// labelme's own exports take them. Of a mask only its box is read. Points and lines enclose nothing: counted, not read.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "consumers/files/dataset/dataset_folder.h"
#include "consumers/files/dataset/image_size.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"
#include "schema/result.h"
#include "schema/shape_codec.h"

namespace labelwatch {

struct LabelmeShape {
  std::string id, label;        // the number of the shape in the file, from 1 on; never empty
  Box box;                      // where there are no rings
  std::vector<Ring> rings;      // one a part
  std::string attributes;       // encoded: the flags of the shape
  std::optional<double> score;  // of a model; as it is written
  bool difficult = false;
};

struct LabelmePicture {
  std::string path;  // below the data set: the folder of the file and the name of the picture
  ImageSize size;
  std::vector<std::string> flags;  // those of the picture that are set
  std::vector<LabelmeShape> shapes;
  std::vector<std::string> left_out;  // the labels of shapes that were not read; an empty one: nobody knows
};

// What was passed over, over all files of a folder.
struct LabelmeCounts {
  std::uint64_t without_area = 0, masks = 0, unscored = 0;
};

// Broken shapes go to `problems`. An error: the file is not JSON, no file of labelme, or none of its shapes can be
// used.
Result<LabelmePicture> ReadLabelmePicture(ByteSource& source, const DataFile& file, LabelmeCounts& counts,
                                          Problems& problems);

}  // namespace labelwatch
