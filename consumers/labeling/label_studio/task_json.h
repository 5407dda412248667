#pragma once
// A request as a task of Label Studio.
//
//   data          the picture; labelwatch_request_id, by which it is found again; what a person wants to read or sort
//   by meta          the message itself, in base64: what Label Studio's regions cannot say comes back unharmed
//   predictions   "labelwatch": the labels as suggested;  "current-labels": the labels as they are
//
// Labels as they are do not go in as an annotation: a task that has one counts as done, and nobody would be asked.

#include <map>
#include <string>
#include <string_view>

#include "consumers/labeling/label_studio/project.h"
#include "consumers/labeling/labeling_tool.h"
#include "schema/json_writer.h"

namespace labelwatch {

inline constexpr const char* kRequestIdKey = "labelwatch_request_id";

struct TaskShape {
  const ProjectControls* controls = nullptr;
  std::string image_prefix;  // before pictures that are no address
};

// Appends the task to an open list. `losses`: what regions cannot say, by name. An error: the frame cannot be shown.
Result<void> PutTask(const TaskRequest& request, const TaskShape& shape, JsonWriter& json,
                     std::map<std::string, std::uint64_t>& losses);

// The list of regions that show the labels as they are; returns their places by the ids of the regions. `rings`: of
// polygons of several rings, the id of the label by that of each region.
std::map<std::string, std::int32_t> PutCurrentLabels(const RelabelRequest& request, const ProjectControls& controls,
                                                     JsonWriter& json, std::map<std::string, std::string>& rings);

}  // namespace labelwatch
