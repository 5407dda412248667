#pragma once
// Reads the topic of tallies from its beginning to the end that it has now.

#include <cstdint>
#include <functional>

#include "consumers/kafka/options.h"
#include "schema/result.h"
#include "schema/tally.h"

namespace labelwatch {

struct TalliesRead {
  std::uint64_t of_group = 0, others = 0;  // those of other groups, and what is no tally
};

// Calls `take` for every tally of the group that is committed, in their order. Joins no group, commits nothing.
Result<TalliesRead> ReadTallies(const KafkaOptions& options, const std::function<void(const Tally&)>& take);

}  // namespace labelwatch
