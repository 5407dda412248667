#pragma once
// Where workers get the calibration from that all of them judge by: the stage of this process, or what a topic says.
//
// Thread-safe.

#include <cstdint>
#include <memory>
#include <string>

#include "schema/calibration.h"
#include "schema/tally.h"

namespace labelwatch {

// Where a worker stands with what is committed.
struct Standing {
  std::shared_ptr<const Calibration> calibration;  // never null
  std::uint64_t commits = 0;                       // of the worker that are in it
  LearningTally open;                              // the block that the last of them left open
};

class CalibrationFeed {
 public:
  virtual ~CalibrationFeed() = default;
  virtual Standing Of(const std::string& worker) const = 0;
};

}  // namespace labelwatch
