#pragma once
// Labels out of the topics, for files: those that flagged frames carry, and those that reviewers have corrected.
//
// Each reads topics from their beginning to the end that they have now; it joins no group and commits nothing.

#include <cstdint>
#include <map>
#include <string>

#include "consumers/files/kept_labels.h"
#include "consumers/kafka/options.h"
#include "schema/result.h"

namespace labelwatch {

// By frame.
using LabelRevisions = std::map<std::string, std::uint64_t>;

// The labels of these frames as they were judged in these revisions, in order of the frames.
Result<KeptLabels> ReadFlaggedLabels(const KafkaOptions& options, const LabelRevisions& wanted);

// The revisions of which verdicts say that reviewers made them; the last of each frame.
Result<LabelRevisions> ReadCorrections(const KafkaOptions& options);

// Those labels, from the topic of labels, in order of the frames. What it does not hold any more is left out.
Result<KeptLabels> ReadCorrectedLabels(const KafkaOptions& options, const LabelRevisions& corrections);

}  // namespace labelwatch
