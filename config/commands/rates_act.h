#pragma once
// What the commands that act on rates have in common: who acts and why, which series that meets, and the writing.

#include <CLI/CLI.hpp>
#include <string>

#include "schema/act_request.h"

namespace labelwatch {

struct ActArguments {
  std::string config;
  ActRequest request;
  bool dry_run = false;
};

void AddActOptions(CLI::App& command, ActArguments& arguments);

// Says which series the act meets, and writes it. One that meets none is a mistake, and is not written.
int Act(const ActArguments& arguments);

}  // namespace labelwatch
