#pragma once
// "Did you mean ...": for a command or an option that nobody knows.

#include <CLI/CLI.hpp>
#include <string>

namespace labelwatch {

// A sentence for the first argument that the parsing of `app` left over, where a command or an option has nearly its
// name; else empty. To be called after a parsing that failed.
std::string DidYouMean(const CLI::App& app);

}  // namespace labelwatch
