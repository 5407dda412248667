#pragma once
// Which series a command is about: options of several commands, the same everywhere.

#include <CLI/CLI.hpp>

#include "schema/act_request.h"

namespace labelwatch {

// Sets the words of `request`, which must outlive the parsing.
void AddSeriesOptions(CLI::App& command, ActRequest& request);

}  // namespace labelwatch
