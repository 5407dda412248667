#pragma once
// The models that a calibration has learned about: at most kMaxLearnedModels. A model that is new finds room by taking
// the place of the one that has had no lesson for longest, so that what was replaced months ago does not keep the
// present models from learning.
//
// Which one that is follows from the calibration alone (versions, not clocks): the same stream forgets the same models.

#include <memory>
#include <span>
#include <string>

#include "detectors/contract/options.h"
#include "schema/calibration.h"
#include "schema/tally.h"

namespace labelwatch {

// What a model that was never seen starts with: what its older versions taught, classes excepted (they differ most
// between versions), else the start weights.
ModelCalibration NewModel(const std::string& key, const Calibration& calibration);

// Puts a model in its place. One that is new takes, where all places are taken, that of the model without a lesson for
// longest, never of one of `taught`; false: there is no other.
bool PutModel(std::shared_ptr<const ModelCalibration> model, std::span<const ModelTally> taught,
              Calibration& calibration);

// Takes the step of each model that the sums hold lessons of, as that of version `calibration.version`. A model never
// takes the place of one that the same sums teach: where there is no other, it is not learned about.
void TeachModels(std::span<const ModelTally> sums, const InspectOptions& options, Calibration& calibration);

}  // namespace labelwatch
