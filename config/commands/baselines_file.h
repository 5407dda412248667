#pragma once
// What is usual, from a file and into one.

#include <string>

#include "detectors/rates/held_baselines.h"
#include "schema/calibration.h"
#include "schema/result.h"

namespace labelwatch {

// An error: the file holds no baselines, or those of another kind of time than that which is followed.
Result<SavedBaselines> ReadBaselines(const std::string& path, bool in_order);

// By which weights findings count: of each model whose weights are pinned.
std::vector<WeightsMark> MarksOf(const Calibration& calibration);
// A baseline holds for the weights it was learnt by. An error names the model whose weights are others.
Result<void> CheckMarks(const SavedBaselines& baselines, const std::string& path, const Calibration& calibration);

Result<void> WriteBaselines(const std::string& path, const SavedBaselines& baselines);

}  // namespace labelwatch
