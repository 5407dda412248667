#pragma once
// A folder on the command line: formats with one file per image come as a folder of files.

#include <string>
#include <vector>

#include "schema/result.h"

namespace labelwatch {

// All regular files below the folder, subfolders included, in the order of their paths; hidden files (".x") left out.
// Links to folders are not followed. An error: the folder, or one below it, cannot be read.
Result<std::vector<std::string>> FilesUnder(const std::string& folder);

bool IsFolder(const std::string& path);

}  // namespace labelwatch
