#pragma once
// Label Studio JSON export: a list of tasks. Of several annotations that were not cancelled the newest is read, ground
// truth before others: rectanglelabels (turned ones, too), polygonlabels, brushlabels in Label Studio's run lengths,
// choices as frame classes, or, where they belong to one region (as texts, ratings and numbers may), as attributes of
// its label; other regions (ellipses, key points) are counted in a note. Percent become pixels of original_width and
// original_height. completed_by is the annotator, updated_at, else created_at, the label time. Tasks without annotation
// are not labeled yet: no frame.
//
// Videos (videorectangle): key frames are filled in, frame n is "<video>/frame_00000n" with the video as its sequence,
// objects are tracks. Where a row does not say original_width and original_height, `sizes` knows the video.
//
// As predictions: the first prediction of each task that has regions; the score is that of the region, else that of the
// prediction.

#include <memory>
#include <string>

#include "consumers/files/dataset/image_sizes.h"
#include "consumers/files/dataset/label_set.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"

namespace labelwatch {

// `every`: the labels of all annotations of a task, each with its annotator, instead of those of one.
Result<std::unique_ptr<LabelSource>> ReadLabelStudioLabels(ByteSource& source, ImageSizes& sizes, bool every,
                                                           NameTable& classes, Problems& problems);
Result<std::unique_ptr<PredictionSource>> ReadLabelStudioPredictions(ByteSource& source, const std::string& model,
                                                                     ImageSizes& sizes, NameTable& classes,
                                                                     Problems& problems);

}  // namespace labelwatch
