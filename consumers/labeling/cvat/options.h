#pragma once
// How the bridge speaks to CVAT. Defaults live here; config/ reads them.

#include <string>

#include "consumers/labeling/tool_options.h"

namespace labelwatch {

struct CvatOptions : ToolOptions {
  CvatOptions() {
    batch = 20;  // each is some ten calls, and CVAT has to fetch its picture
    poll_ms = 15'000;
    address = "127.0.0.1:9110";
  }
  std::string organization;         // its short name; empty: the tasks are the user's own
  std::string webhook_secret_file;  // with which CVAT signs its calls; empty: the variable
};

}  // namespace labelwatch
