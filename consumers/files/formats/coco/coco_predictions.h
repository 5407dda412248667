#pragma once
// Predictions as a whole COCO file: images, categories and annotations with a score, as tools export what a model saw.
// Images are those of the labels by their names, classes by theirs, so that the numbers of both files need not agree;
// an image without annotations is one in which the model saw nothing. Single-owner.

#include <memory>
#include <string>

#include "consumers/files/dataset/frame_source.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"
#include "schema/names.h"
#include "schema/result.h"

namespace labelwatch {

// `model` as in PredictionFile. `classes` must outlive the source. An error also where no annotation has a score: such
// a file holds labels.
Result<std::unique_ptr<PredictionSource>> ReadCocoPredictions(ByteSource& source, const std::string& model,
                                                              NameTable& classes, Problems& problems);

}  // namespace labelwatch
