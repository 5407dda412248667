#pragma once
// Whether labels and predictions are about the same thing at all: one line of how they met, and one sentence for each
// way in which the whole input is not what it is taken for. A person who reads no more than this is not misled.
//
//   std::cout << MeetingsText(counts, names);            // "m: of 168 labels 162 paired (116 as another class), ..."
//   for (const std::string& sentence : InputWarnings(counts, sample, names)) ...

#include <string>
#include <vector>

#include "detectors/health/input_sample.h"
#include "metrics/counts.h"
#include "schema/json_writer.h"
#include "schema/series.h"

namespace labelwatch {

// A line for each model that was compared with labels.
std::string MeetingsText(const StreamCounts& counts, const Names& names);
// The same as the list "models" of a JSON object that is open.
void PutMeetings(const StreamCounts& counts, const Names& names, JsonWriter& json);

// What the sample alone says: other coordinates, other frames, class ids in another order, turned pictures,
// frames that are not labeled yet.
std::vector<std::string> SampleWarnings(const InputSample& sample, const NameTable& classes);

// That, and what the counts say. Empty: nothing stands out of the whole. Weak models and single pairs of classes that
// are confused never do.
std::vector<std::string> InputWarnings(const StreamCounts& counts, const InputSample& sample, const Names& names);

}  // namespace labelwatch
