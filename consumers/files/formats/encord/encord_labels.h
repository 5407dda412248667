#pragma once
// Labels as Encord exports them (JSON), and its predictions, which look alike: `confidence` is the score.
//
// The class is the name in the ontology, the id the objectHash, in a video also the track id; answers about an object
// are its attributes, what was chosen for a picture are its frame classes. The label time of a frame is the latest
// createdAt or lastEditedAt of what it holds; where it holds nothing, of its row (created_at, last_edited_at). Where a
// row is not done, a picture without labels was not labeled yet: left out and counted. Of a video only frames with
// labels are known.

#include <memory>
#include <string>

#include "consumers/files/dataset/frame_source.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"
#include "schema/names.h"
#include "schema/result.h"

namespace labelwatch {

// `classes` must outlive the source. An error: the file is not JSON, truncated, or no export of Encord. Broken objects
// go to `problems`.
Result<std::unique_ptr<LabelSource>> ReadEncordLabels(ByteSource& source, NameTable& classes, Problems& problems);
Result<std::unique_ptr<PredictionSource>> ReadEncordPredictions(ByteSource& source, const std::string& model,
                                                                NameTable& classes, Problems& problems);

}  // namespace labelwatch
