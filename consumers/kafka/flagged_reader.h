#pragma once
// Reads the topic of flagged frames from its beginning to the end that it has now.

#include <cstdint>
#include <functional>
#include <string>

#include "consumers/kafka/options.h"
#include "schema/output.h"

namespace labelwatch {

struct FlaggedRead {
  std::uint64_t frames = 0, left_out = 0;  // left out: messages that are no flagged frames
  std::string first_left_out;              // where it is and what is wrong with it
};

// Calls `take` for every flagged frame that is committed. Joins no group, commits nothing.
Result<FlaggedRead> ReadFlagged(const KafkaOptions& options, const std::function<void(FlaggedFrame)>& take);

}  // namespace labelwatch
