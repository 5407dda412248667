#pragma once
// The findings of the flagged topic, as commands show them.

#include <functional>

#include "config/commands/findings_file.h"
#include "consumers/kafka/options.h"
#include "schema/output.h"

namespace labelwatch {

// Every flagged frame that is committed, with its findings of detectors that exist; the others are left out.
Result<FindingsRead> ForEachFlagged(const KafkaOptions& options, const std::function<void(FlaggedFrame)>& take);

}  // namespace labelwatch
