#pragma once
// What protobuf itself has to say of broken bytes ("String field ... contains invalid UTF-8 data"), on standard error,
// a line for each: whoever reads them says it better, and not for each record.

namespace labelwatch {

// For the whole program, from now on.
void SilenceProtobuf();

}  // namespace labelwatch
