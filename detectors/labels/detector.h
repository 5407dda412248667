#pragma once
// What every detector of label errors is. A detector is a pure function of (scene, calibration, options) without state
// of its own: one object serves all threads. To add one: a header and source beside these, and a line in registry.cpp.

#include <string>
#include <string_view>
#include <vector>

#include "detectors/labels/scene.h"
#include "schema/finding.h"
#include "schema/frame.h"
#include "schema/names.h"
#include "schema/tally.h"

namespace labelwatch {

class LabelDetector {
 public:
  virtual ~LabelDetector() = default;

  virtual std::string_view Name() const = 0;
  virtual Kind FindsKind() const = 0;
  // Detectors that need a model are asked once per model that knows the frame; the others once per frame, with a scene
  // that has labels only.
  virtual bool NeedsModel() const = 0;

  // Appends a finding for each object that can be scored, suspicious or not (`flagged` is set later). Where `sums` is
  // given, makes errors of its kind and adds what they and the real objects teach.
  virtual void Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const = 0;

  // One sentence for a person. REQUIRES: `finding` is of this detector and of this frame.
  virtual std::string Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const = 0;
};

}  // namespace labelwatch
