#pragma once
// Frame classes as CSV. Labels: `frame_id,label[,annotator,source,time]`, one row a frame, columns named by the header.
// `time` is when the frame was taken; when it was labeled is not said.
// Predictions: `frame_id,<class>,<class>,...`, one row a frame, one probability per class.
//
// All rows are kept: about 60 bytes a label; 8 bytes a probability. Broken rows are named by line.

#include <memory>
#include <string>

#include "consumers/files/dataset/frame_source.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"
#include "schema/names.h"
#include "schema/result.h"

namespace labelwatch {

// `classes` must outlive the source.
Result<std::unique_ptr<LabelSource>> ReadFrameClassLabels(ByteSource& source, NameTable& classes, Problems& problems);
Result<std::unique_ptr<PredictionSource>> ReadFrameClassPredictions(ByteSource& source, const std::string& model,
                                                                    NameTable& classes, Problems& problems);

}  // namespace labelwatch
