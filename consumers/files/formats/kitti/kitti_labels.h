#pragma once
// KITTI text: object files (label_2, one per image), results (a score behind), tracks (one file per sequence; the frame
// and the track id stand in front).
//
//   type truncated occluded alpha left top right bottom height width length x y z rotation_y [score]
//
// Boxes are continuous pixels from 0 on, as the evaluation of KITTI takes them (width = right - left). DontCare is an
// ignore region of every class, never a label. truncated and occluded become attributes where they are said (not -1);
// the box in space is not read. Frames of a sequence have no file of their own: those between 0 and the last one that
// is named were labeled, and so was every picture of the sequence.

#include <memory>
#include <span>
#include <string>

#include "consumers/files/dataset/dataset_folder.h"
#include "consumers/files/dataset/image_sizes.h"
#include "consumers/files/dataset/label_set.h"
#include "consumers/files/text/problems.h"

namespace labelwatch {

enum class KittiKind { kObjects, kTracks };

// Broken lines go to `problems` with file and line.
std::unique_ptr<LabelSource> ReadKittiLabels(std::span<const DataFile> files, KittiKind kind, ImageSizes& sizes,
                                             NameTable& classes, Problems& problems);
// Scores must lie within 0..1; other results are left out and named.
std::unique_ptr<PredictionSource> ReadKittiPredictions(std::span<const DataFile> files, KittiKind kind,
                                                       const std::string& model, ImageSizes& sizes, NameTable& classes,
                                                       Problems& problems);

}  // namespace labelwatch
