#pragma once
// The names of the outermost fields of a JSON message: which are there, and which nobody knows.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schema/wire.h"

namespace labelwatch {

struct TopLevelNames {
  std::set<std::string> known;       // as in the .proto
  std::vector<std::string> unknown;  // the first eight, in their order, fit for a log

  bool Has(const std::string& name) const { return known.contains(name); }
};

// REQUIRES: `json` was read as the message of that side.
TopLevelNames NamesIn(std::string_view json, Side side);

}  // namespace labelwatch
