#pragma once
// A made error as a finding, where several models' scores of it are combined as those of real objects are.

#include <cstdint>
#include <string_view>
#include <vector>

#include "detectors/labels/additive_model.h"
#include "detectors/labels/scene.h"
#include "schema/finding.h"

namespace labelwatch {

// `kind`: index into kLearnedKinds. `object`: its number, the same whichever model looks at it.
inline void AddMade(const Sample& sample, const Scene& scene, std::size_t kind, std::int32_t object,
                    std::string_view detector, std::vector<Finding>& made) {
  Finding& finding = made.emplace_back();
  finding.kind = kLearnedKinds[kind];
  finding.detector = detector;
  finding.model = scene.Model();
  finding.label = object;
  finding.score = static_cast<double>(sample.Score()) + scene.LogRate(kind);
}

}  // namespace labelwatch
