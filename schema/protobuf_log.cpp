#include "schema/protobuf_log.h"

#include <google/protobuf/stubs/logging.h>

namespace labelwatch {

void SilenceProtobuf() { google::protobuf::SetLogHandler(nullptr); }

}  // namespace labelwatch
