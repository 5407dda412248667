#pragma once
// Whether a partition still is the log in which the group has committed. A topic that was deleted and made anew counts
// its offsets from zero again: an old position in it means nothing, though it may well be there. Told by the last
// record that was read, which is looked at again: it has to stand at its offset, with its time.

#include <functional>
#include <vector>

#include "consumers/kafka/options.h"
#include "consumers/kafka/start_positions.h"
#include "schema/result.h"

namespace labelwatch {

// For each start: false, another record stands where the group's last one stood. What cannot be told (nothing was read,
// retention or compaction took it) counts as the same. Waits for brokers as AskStartPositions does.
Result<std::vector<bool>> SameLogs(const KafkaOptions& options, const std::vector<StartPosition>& starts,
                                   const std::function<bool()>& keep_waiting);

}  // namespace labelwatch
