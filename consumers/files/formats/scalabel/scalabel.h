#pragma once
// Scalabel JSON, the form of BDD100K: a list of frames, or an object with a list `frames`. Labels and predictions look
// alike; predictions have a score.
//
// box2d is read as half-open: x2 and y2 are inclusive in Scalabel, so 1 is added (doc/src/format.rst). poly2d is a path
// of lines and cubic Bezier curves, which are flattened; rle is as in COCO. Where a label has both, the box decides
// unless they agree within 2 pixels on each side, as with COCO. Labels of a video carry their id from frame to frame:
// it is the track id. A frame without labels was reviewed and holds nothing.

#include <memory>
#include <string>

#include "consumers/files/dataset/frame_source.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"
#include "schema/names.h"
#include "schema/result.h"

namespace labelwatch {

// `classes` must outlive the source. An error: the file is not JSON or truncated. Broken labels go to `problems`.
Result<std::unique_ptr<LabelSource>> ReadScalabelLabels(ByteSource& source, NameTable& classes, Problems& problems);
Result<std::unique_ptr<PredictionSource>> ReadScalabelPredictions(ByteSource& source, const std::string& model,
                                                                  NameTable& classes, Problems& problems);

}  // namespace labelwatch
