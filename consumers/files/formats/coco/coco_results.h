#pragma once
// COCO results: an array of {image_id, category_id, bbox or segmentation, score}. Images and classes are those of the
// ground truth; rows of other images or categories are broken records. What is kept is in the form of object_store.h.
//
// A frame without rows has no predictions at all: nobody knows whether the model saw nothing or was not asked.
// Single-owner.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "consumers/files/dataset/frame_source.h"
#include "consumers/files/formats/coco/coco_labels.h"

namespace labelwatch {

// `model` as in PredictionFile. `truths` and `classes` must outlive the source.
Result<std::unique_ptr<PredictionSource>> ReadCocoResults(ByteSource& source, const std::string& model,
                                                          std::span<const std::unique_ptr<CocoLabels>> truths,
                                                          NameTable& classes, Problems& problems);

}  // namespace labelwatch
