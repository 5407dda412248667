#pragma once
// Reads the topic of flagged frames from its beginning to the end that it has now.

#include <functional>

#include "consumers/kafka/options.h"
#include "schema/output.h"

namespace labelwatch {

// Calls `take` for every flagged frame that is committed; returns their number. Joins no group, commits nothing.
// A message that is no flagged frame is an error: nobody else should write there.
Result<std::uint64_t> ReadFlagged(const KafkaOptions& options, const std::function<void(FlaggedFrame)>& take);

}  // namespace labelwatch
