#pragma once
// What a file says of its frames and classes beyond what is judged: needed to write the labels for the next tool, which
// expects the ids and names that it knows. Internal to consumers/files.

#include <string>
#include <string_view>

namespace labelwatch {

// Views are valid until the next frame is asked for.
struct FrameOrigin {
  std::string_view name;      // of the picture, with the folders below the data set; empty: the frame id
  std::string_view image_id;  // empty: the format has none
};

// A class that the file lists, whether a label has it or not, in its order.
struct ListedClass {
  std::string id;  // as the format numbers it; empty: it does not
  std::string name;
};

}  // namespace labelwatch
