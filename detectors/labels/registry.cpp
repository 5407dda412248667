#include "detectors/labels/registry.h"

#include <array>

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
const MissingDetector kMissing;
const WrongClassDetector kWrongClass;
const InaccurateDetector kInaccurate;
const SpuriousDetector kSpurious;
const WrongFrameClassDetector kWrongFrameClass;

const std::array<const LabelDetector*, 7> kDetectors = {&kInvalid,    &kDuplicate, &kMissing,        &kWrongClass,
                                                        &kInaccurate, &kSpurious,  &kWrongFrameClass};

}  // namespace

std::span<const LabelDetector* const> LabelDetectors() { return kDetectors; }

const LabelDetector& DetectorOf(Kind kind) {
  for (const LabelDetector* detector : kDetectors) {
    if (detector->FindsKind() == kind) return *detector;
  }
  return kInvalid;
}

}  // namespace labelwatch
