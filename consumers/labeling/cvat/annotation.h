#pragma once
// What a reviewer left in a job of CVAT, read: shapes as labels, a tag as an answer, comments as a note.

#include <forward_list>
#include <string>
#include <vector>

#include "consumers/labeling/cvat/project.h"
#include "consumers/labeling/labeling_tool.h"

namespace labelwatch {

// A completed job as CVAT tells it.
struct CvatJob {
  JsonValue job, annotations;
  std::string_view guide;             // its markdown
  std::vector<std::string> comments;  // on its issues
};

// Its version is a digest of what was decided: CVAT changes the time of a job also for what is no decision, such as its
// next stage. Of one that is broken it is that time.
Review ReadCvatReview(const CvatJob& job, const CvatProject& project);

}  // namespace labelwatch
