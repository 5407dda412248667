#pragma once
// What a path of the command line holds: one file, or a folder whose files belong together.

#include <memory>
#include <string>
#include <vector>

#include "consumers/files/dataset/dataset_folder.h"
#include "consumers/files/file_format.h"
#include "consumers/files/text/byte_source.h"
#include "consumers/files/text/problems.h"
#include "schema/result.h"

namespace labelwatch {

// A file, or the files of one format in a folder.
struct GivenInput {
  std::string path;
  FileFormat format = FileFormat::kCocoLabels;
  std::unique_ptr<ByteSource> source;    // open at its beginning; nothing: there are several
  std::vector<DataFile> files;           // in the order of their paths
  std::vector<std::string> class_lists;  // in the folder or above it, the nearest first
};

struct SurveyedPath {
  std::vector<GivenInput> inputs;
  std::vector<DataFile> pictures;
  std::vector<std::string> class_lists;  // the path itself is a list of class names
};

// A folder holds formats with one file per image (one of them) and files of Open Images; what else is there is passed
// over with a note. An error: the path cannot be read, its format is not known, or a folder holds two of them.
Result<SurveyedPath> SurveyPath(const std::string& path, Problems& problems);

// Formats that come as a folder of files, one per image or sequence.
bool IsFilePerImage(FileFormat format);

}  // namespace labelwatch
