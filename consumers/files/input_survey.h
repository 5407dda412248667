#pragma once
// What a path of the command line holds: one file, or a folder whose files belong together.

#include <string>
#include <vector>

#include "consumers/files/dataset/dataset_folder.h"
#include "consumers/files/formats/format.h"
#include "consumers/files/text/problems.h"
#include "schema/result.h"

namespace labelwatch {

struct SurveyedPath {
  std::vector<GivenInput> inputs;
  std::vector<DataFile> pictures;
  std::vector<std::string> class_lists;  // the path itself is a list of class names
  std::string read_by_file;              // "set/labels.json holds COCO ground truth: name the file itself"; empty: none
};

// A folder holds formats with one file per image (one of them) and files of Open Images; what else is there is passed
// over with a note. An error: the path cannot be read, its format is not known, or a folder holds two of them.
Result<SurveyedPath> SurveyPath(const std::string& path, Problems& problems);

}  // namespace labelwatch
