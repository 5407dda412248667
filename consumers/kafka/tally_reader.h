#pragma once
// Reads the topic of tallies from its beginning to the end that it has now.

#include <cstdint>
#include <functional>

#include "consumers/kafka/options.h"
#include "schema/rates_act.h"
#include "schema/result.h"
#include "schema/tally.h"

namespace labelwatch {

struct TalliesRead {
  std::uint64_t of_group = 0, acts = 0, others = 0;  // those of other groups, and what is neither tally nor act
};

// What is done with each; `said_ms`: the time of the record.
struct TallyTaker {
  std::function<void(const Tally&)> tally;
  std::function<void(const RatesAct&, std::int64_t said_ms)> act;
};

// Calls `take` for every tally and act of the group that is committed, in their order. Joins no group, commits nothing.
Result<TalliesRead> ReadTallies(const KafkaOptions& options, const TallyTaker& take);

}  // namespace labelwatch
