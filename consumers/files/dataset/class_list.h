#pragma once
// The names behind the class numbers of YOLO files: data.yaml (its key `names`), obj.names, classes.txt.
//
// Of YAML files `names` is read, as a list or as a map from number to name, and `kpt_shape`. Anything else under
// `names` is an error, never a guess.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/result.h"

namespace labelwatch {

struct ClassList {
  std::string path;
  std::vector<std::string> names;    // by class number; empty: the number has no name
  std::size_t keypoint_columns = 0;  // numbers that follow each box, which are not read

  static constexpr std::size_t kMaxNames = 1'000'000;
};

// By the name of the file: *.yaml, *.yml, *.names, classes.txt, _darknet.labels.
bool IsClassListName(std::string_view path);

// Nothing: it is YAML without `names`, which is no class list. An error names file, line and remedy.
Result<std::optional<ClassList>> ReadClassList(const std::string& path);

}  // namespace labelwatch
