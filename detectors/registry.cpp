#include "detectors/registry.h"

#include <algorithm>
#include <array>
#include <string>
#include <type_traits>

#include "detectors/images/image_detector.h"
#include "detectors/labels/conflicting.h"
#include "detectors/labels/duplicate.h"
#include "detectors/labels/halved.h"
#include "detectors/labels/inaccurate.h"
#include "detectors/labels/invalid.h"
#include "detectors/labels/merged.h"
#include "detectors/labels/missing.h"
#include "detectors/labels/ontology.h"
#include "detectors/labels/spurious.h"
#include "detectors/labels/wrong_class.h"
#include "detectors/labels/wrong_frame_class.h"
#include "detectors/tracks/track_detector.h"

namespace labelwatch {
namespace {

template <typename T>
std::unique_ptr<Detector> Make(const InspectOptions& options, const NameTable& classes) {
  if constexpr (std::is_default_constructible_v<T>) {
    return std::make_unique<T>();
  } else {
    return std::make_unique<T>(options, classes);
  }
}

constexpr std::array kDetectors = {
    Make<InvalidDetector>, Make<DuplicateDetector>,  Make<ConflictingDetector>,     Make<OntologyDetector>,
    Make<MissingDetector>, Make<WrongClassDetector>, Make<InaccurateDetector>,      Make<SpuriousDetector>,
    Make<MergedDetector>,  Make<HalvedDetector>,     Make<WrongFrameClassDetector>, Make<TrackDetector>,
    Make<ImageDetector>,
};

}  // namespace

Detectors MakeDetectors(const InspectOptions& options, const NameTable& classes) {
  Detectors detectors;
  for (const auto make : kDetectors) detectors.push_back(make(options, classes));
  return detectors;
}

Result<const Detector*> FindDetector(const Detectors& detectors, std::string_view name) {
  for (const auto& detector : detectors) {
    const auto names = detector->FindingNames();
    if (std::find(names.begin(), names.end(), name) != names.end()) return detector.get();
  }
  std::string known;
  for (const auto& detector : detectors) {
    for (const std::string_view own : detector->FindingNames()) (known += known.empty() ? "" : ", ") += own;
  }
  return BadInput("no detector is named '" + std::string(name) + "'; there are " + known);
}

Result<void> CheckDetectorName(std::string_view name) {
  static const NameTable no_classes(1);
  static const Detectors all = MakeDetectors({}, no_classes);
  return FindDetector(all, name).map([](const Detector*) {});
}

}  // namespace labelwatch
