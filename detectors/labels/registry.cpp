#include "detectors/labels/registry.h"

#include <array>

#include "detectors/labels/conflicting.h"
#include "detectors/labels/duplicate.h"
#include "detectors/labels/inaccurate.h"
#include "detectors/labels/invalid.h"
#include "detectors/labels/missing.h"
#include "detectors/labels/spurious.h"
#include "detectors/labels/wrong_class.h"
#include "detectors/labels/wrong_frame_class.h"

namespace labelwatch {
namespace {

const InvalidDetector kInvalid;
const DuplicateDetector kDuplicate;
const ConflictingDetector kConflicting;
const MissingDetector kMissing;
const WrongClassDetector kWrongClass;
const InaccurateDetector kInaccurate;
const SpuriousDetector kSpurious;
const WrongFrameClassDetector kWrongFrameClass;

const std::array<const LabelDetector*, 8> kDetectors = {&kInvalid,    &kDuplicate,  &kConflicting, &kMissing,
                                                        &kWrongClass, &kInaccurate, &kSpurious,    &kWrongFrameClass};

}  // namespace

std::span<const LabelDetector* const> LabelDetectors() { return kDetectors; }

const LabelDetector& DetectorNamed(std::string_view name) {
  for (const LabelDetector* detector : kDetectors) {
    if (detector->Name() == name) return *detector;
  }
  return kInvalid;
}

}  // namespace labelwatch
