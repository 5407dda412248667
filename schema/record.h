#pragma once
// One record of an input topic or file, before anything is known about it.

#include <cstdint>
#include <string_view>

#include "schema/wire.h"

namespace labelwatch {

struct Record {
  Side side = Side::kLabels;
  std::string_view key, value;    // valid during the call that receives it
  std::int64_t offset = 0;        // of its partition, or its number in the file
  std::int64_t timestamp_ms = 0;  // Unix time of the record
};

}  // namespace labelwatch
