#pragma once
// Tallies, and the state that follows from them, as messages: labelwatch.v1.Tally, labelwatch.v1.LearningState. What is
// written is read back exactly; any bytes end in a value or an error that names what is wrong.
//
// Class numbers are those of the process that wrote the message; the calibration in it says what they mean.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "schema/result.h"
#include "schema/tally.h"

namespace labelwatch {

// Of the calibrations only what differs between the two, and of the later one what is not about one model.
std::string EncodeTally(const Tally& tally);
Result<Tally> DecodeTally(std::string_view bytes);

// A worker whose tallies are in the calibration.
struct Teacher {
  std::uint64_t commits = 0;  // number of its last tally
  LearningTally open;         // the block that it left open
  std::uint64_t heard = 0;    // when: later ones are larger
};

// All that was learnt from the tallies before `next_offset`.
struct LearningState {
  std::string group;
  std::int64_t next_offset = 0;
  Calibration calibration;
  std::map<std::string, Teacher> teachers;       // by worker
  std::map<std::int32_t, CoveredInput> covered;  // by partition
};
std::string EncodeLearningState(const LearningState& state);
Result<LearningState> DecodeLearningState(std::string_view bytes);

}  // namespace labelwatch
