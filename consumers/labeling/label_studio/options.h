#pragma once
// How the bridge speaks to Label Studio. Defaults live here; config/ reads them.

#include <string>

#include "consumers/labeling/tool_options.h"

namespace labelwatch {

struct LabelStudioOptions : ToolOptions {
  std::string webhook_url;  // how Label Studio reaches the address; empty: http://ADDRESS/label-studio, "off": none
  std::string webhook_token_file;  // empty: LABELWATCH_WEBHOOK_TOKEN
};

}  // namespace labelwatch
