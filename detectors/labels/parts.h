#pragma once
// One object, two labels; two objects, one label: a label that lies around two objects which a model sees apart
// (`merged`), and two labels that fill the one object which it sees (`halves`; the later one is reported). Boxes that
// differ so much are no longer compared with each other by the other kinds.
//
// Of kind conflicting: labels and model count other objects in one place. The score is the log-odds of the least
// confidence among the predictions that say so, at most 3. Where whole and parts meet is a rule (see .cpp), which was
// not fitted to data.

#include "detectors/contract/detector.h"

namespace labelwatch {

struct PartsEvidence {
  float first = 0, second = 0;  // confidences; of halves only the first
  std::int32_t other = -1;      // the other label of two halves, index in the frame
};

class PartsDetector final : public DetectorWith<PartsEvidence> {
 public:
  PartsDetector() : DetectorWith({"merged", Kind::kConflicting, {.boxes = true}}) {}
  std::span<const std::string_view> FindingNames() const override;
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  void JudgeMerged(const Scene& scene, std::vector<Finding>& findings);
  void JudgeHalves(const Scene& scene, std::vector<Finding>& findings);
  void Report(const Scene& scene, std::string_view name, std::size_t label, std::int32_t prediction,
              const PartsEvidence& evidence, std::vector<Finding>& findings) const;
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const PartsEvidence& evidence,
                   const NameTable& classes) const override;

  std::vector<std::uint32_t> parts_;  // scratch
};

}  // namespace labelwatch
