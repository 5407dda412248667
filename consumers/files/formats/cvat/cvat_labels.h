#pragma once
// CVAT XML 1.1, for images and with tracks: box (turned ones, too), polygon, ellipse (as a polygon of 64 corners) and
// mask; tags are frame classes. `occluded`, `keyframe="0"` and the attributes of a shape are attributes of the label.
// Polylines, points, cuboids and skeletons are passed over, with one note.
//
// Tracks: frame n of a task is "<task>/frame_00000n", with the task as sequence. Where a file holds key frames only,
// boxes and polygons between two of them are filled in linearly, as CVAT does; a shape that is `outside` ends there.
// Every frame that the task counts (meta: size) is a labeled frame, one without shapes included.
//
// The annotator is the assignee that the meta part names. Frames have no label time: images, tracks and shapes have no
// dates, and those of meta (`created`, `updated` of the task, job or project, `dumped`) are one for all that it holds.

#include <memory>

#include "consumers/files/dataset/label_set.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"

namespace labelwatch {

Result<std::unique_ptr<LabelSource>> ReadCvatLabels(ByteSource& source, NameTable& classes, Problems& problems);

}  // namespace labelwatch
