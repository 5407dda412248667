#pragma once
// The options that choose findings, alike in every command that shows them.

#include <CLI/CLI.hpp>

#include "consumers/labeling/finding_filter.h"

namespace labelwatch {

// `filter` must outlive the parsing.
void AddFilter(CLI::App& command, FindingFilter& filter);

}  // namespace labelwatch
