#pragma once
// From one calibration to the next: what a block of frames taught, or frames that were only counted.
//
// Pure functions: the same calibration and sums give the same next one, to the last bit.

#include <memory>
#include <string>

#include "detectors/contract/options.h"
#include "schema/calibration.h"
#include "schema/names.h"
#include "schema/tally.h"

namespace labelwatch {

// What a process begins with: the start weights, and the budget that the options ask for.
std::shared_ptr<const Calibration> FirstCalibration(const InspectOptions& options);
// The same from a saved calibration: its class names get numbers of this process.
std::shared_ptr<const Calibration> FirstCalibration(const InspectOptions& options, const Calibration& saved,
                                                    NameTable& classes);

// After one block of frames. `classes`: those of the process; the calibration says what their numbers mean.
Calibration AfterBlock(const Calibration& before, const LearningTally& sums, const InspectOptions& options,
                       const NameTable& classes);
// After frames that were inspected, between two blocks. REQUIRES: a budget.
Calibration AfterCount(const Calibration& before, const FrameScoreSums& sums, const InspectOptions& options);

// The parts of a step that are sums of the stream whatever the model, in the order in which AfterBlock adds them.
void AddStreamSums(const StreamSums& sums, const InspectOptions& options, Calibration& calibration);
// Says what the class numbers mean.
void NameClasses(const NameTable& classes, Calibration& calibration);

}  // namespace labelwatch
