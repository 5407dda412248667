#pragma once
// The manual page, made of the help of every command.

#include <CLI/CLI.hpp>
#include <string>

namespace labelwatch {

// Roff for man(1): name, commands, then the help of each as it is printed.
std::string ManualPage(const CLI::App& app);

}  // namespace labelwatch
