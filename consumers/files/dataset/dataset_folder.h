#pragma once
// A folder of a data set with one label file per image: what lies where.
//
// Labels and pictures stand side by side, or in folders beside each other: labels/train/1.txt belongs to
// images/train/1.jpg, label_2/000000.txt to image_2/000000.png. With that part of the path taken out both have one
// name, train/1. The folder may be the data set, its labels, or a part of them.

#include <string>
#include <string_view>
#include <vector>

#include "schema/result.h"

namespace labelwatch {

struct DataFile {
  std::string path;
  std::string name;        // below the data set, without the folder that says labels or images
  bool in_labels = false;  // such a folder holds it
};

struct DatasetFolder {
  std::vector<DataFile> files;  // neither pictures nor class lists, in the order of their paths
  std::vector<DataFile> pictures;
  std::vector<std::string> class_lists;  // those in the folder, then those above its labels: the nearest first
};

// An error: the folder cannot be read.
Result<DatasetFolder> SurveyFolder(const std::string& folder);

bool IsPictureName(std::string_view path);     // by extension: a folder of pictures is not opened file by file
DataFile NamedAlone(const std::string& path);  // a file that was given by itself

}  // namespace labelwatch
