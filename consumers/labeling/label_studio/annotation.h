#pragma once
// What a reviewer saved in Label Studio, read: regions as labels, the answer of the control `verdict`, who and when.

#include <map>
#include <optional>
#include <string>

#include "consumers/files/text/json_record.h"
#include "consumers/labeling/label_studio/project.h"
#include "consumers/labeling/labeling_tool.h"

namespace labelwatch {

// Regions of a result, of the kinds that labels have; others (key points, lines) are passed over. Regions of one
// polygon of several rings, by `rings` (id of a region: id of the label), become one label again. Broken ones, and more
// than a frame may have, are an error.
Result<std::vector<ReviewedLabel>> ReadRegions(JsonValue result, const std::map<std::string, std::string>& rings,
                                               std::forward_list<std::string>& texts);

// The labels of a request as regions show them, read from the task that is written of it; `rings` is filled.
Result<std::vector<ReviewedLabel>> ShownLabels(const RelabelRequest& request, const ProjectControls& controls,
                                               std::map<std::string, std::string>& rings,
                                               std::forward_list<std::string>& texts);

// The message that travels in a task; nothing: what stands there is none.
std::optional<std::string> RequestIn(JsonValue task);

// One annotation of a task, without the name of its reviewer.
Review ReadReview(JsonValue task, JsonValue annotation, const ProjectControls& controls);

}  // namespace labelwatch
