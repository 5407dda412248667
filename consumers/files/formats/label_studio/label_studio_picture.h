#pragma once
// The picture of a task of Label Studio.

#include <string>

#include "consumers/files/text/json_record.h"

namespace labelwatch {

// Its path: `image` if the data of the task has it, else the first text that looks like a file of a picture, else what
// is called like a picture; empty: there is none. Of addresses, what follows ? is no name, %20 is a space, and the file
// of /data/local-files/?d=folder/1.jpg is what d says.
std::string PictureOfTask(JsonValue task);

// Likewise of a video; empty: the task is about none.
std::string VideoOfTask(JsonValue task);

}  // namespace labelwatch
