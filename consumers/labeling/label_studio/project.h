#pragma once
// What a project in Label Studio must look like, so that requests can be tasks of it and their reviews be read.
//
//   LabelConfig({"car", "truck"})     the configuration of a project of our own
//   ReadControls(project["parsed_label_config"])   that of one that is there, or in what it does not fit

#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/formats/label_studio/label_studio_regions.h"
#include "consumers/files/text/json_record.h"
#include "consumers/labeling/labeling_tool.h"
#include "schema/result.h"

namespace labelwatch {

// Names of the two predictions of a task.
inline constexpr std::string_view kSuggestionsVersion = "labelwatch", kCurrentVersion = "current-labels";

struct ProjectControls {
  LabelStudioControls names;
  std::string verdict;                                     // of the control for the answers above; empty: there is none
  std::string picture_key = "image";                       // of the data of a task
  std::vector<std::string> rectangles, polygons, brushes;  // classes that they offer

  // The first class of `classes` that a control for its shape does not offer; empty: all are there.
  bool Offers(std::string_view class_name) const;
};

// XML: picture, sentences, one control for each shape with these classes, and the answers.
std::string LabelConfig(const std::vector<std::string>& classes);

// Of a project that is there. An error names all that is missing, in one sentence.
Result<ProjectControls> ReadControls(JsonValue parsed_label_config);

}  // namespace labelwatch
