#pragma once
// The names of the fields of a JSON message: which of the outermost are there, and which, at any depth, nobody knows.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schema/wire.h"

namespace labelwatch {

struct FieldNames {
  std::set<std::string> known;       // outermost ones, as in the .proto
  std::vector<std::string> unknown;  // "boxes", "labels.category": the first eight, in their order, fit for a log
  bool unknown_outermost = false;    // one of them is

  bool Has(const std::string& name) const { return known.contains(name); }
};

// REQUIRES: `json` was read as the message of that side.
FieldNames NamesIn(std::string_view json, Side side);

}  // namespace labelwatch
