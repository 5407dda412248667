#pragma once
// YOLO text: one file per image, one object per line, coordinates as parts of the picture (0..1).
//
//   class x_center y_center width height            box
//   class x1 y1 x2 y2 x3 y3 x4 y4                   turned box by its corners; a polygon where they form no rectangle
//   class x1 y1 x2 y2 x3 y3 ...                     polygon
//
// Predictions have the confidence behind, and the track id behind that (Ultralytics save_txt, save_conf); without
// confidence 1 is used, and a note says so. Key points of pose labels are passed over where data.yaml has kpt_shape.
//
// An empty file is a picture that was looked at and holds nothing; a picture without file was not labeled. Pixels need
// the size of the picture: a file without is left out and named, never read in parts of a picture.

#include <memory>
#include <span>
#include <string>

#include "consumers/files/dataset/class_list.h"
#include "consumers/files/dataset/dataset_folder.h"
#include "consumers/files/dataset/image_sizes.h"
#include "consumers/files/dataset/label_set.h"
#include "consumers/files/text/problems.h"

namespace labelwatch {

struct DataSetParts {
  const ClassList& names;
  ImageSizes& sizes;
};

// Broken lines go to `problems` with file and line. An error: no file could be used for want of sizes.
Result<std::unique_ptr<LabelSource>> ReadYoloLabels(std::span<const DataFile> files, const DataSetParts& parts,
                                                    NameTable& classes, Problems& problems);
Result<std::unique_ptr<PredictionSource>> ReadYoloPredictions(std::span<const DataFile> files, const std::string& model,
                                                              const DataSetParts& parts, NameTable& classes,
                                                              Problems& problems);

}  // namespace labelwatch
