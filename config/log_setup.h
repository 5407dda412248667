#pragma once
// The log of the process: lines for a person, or one JSON object a line for a collector.

#include "config/config.h"

namespace labelwatch {

// Sets the default logger, which writes to stderr: stdout belongs to what a script reads. Call once, before threads.
void SetUpLog(const LogOptions& options);
// Whether a collector reads the log: then whatever goes to stderr has to be one of its lines.
bool LogsJson();

}  // namespace labelwatch
