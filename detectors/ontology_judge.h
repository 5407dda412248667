#pragma once
// Labels that break the rules of their ontology: an unknown class, a missing or wrong attribute, less than the least
// size, too few or too many labels of a class. Needs no model. What is found is certain, so it has a high score.
// Single-owner: remembers which number each class has.

#include <string>
#include <vector>

#include "detectors/ontology.h"
#include "schema/finding.h"
#include "schema/frame.h"

namespace labelwatch {

class OntologyJudge {
 public:
  // Without rules nothing is ever found, at no cost.
  OntologyJudge(std::shared_ptr<const Ontology> rules, const NameTable& classes)
      : rules_(std::move(rules)), classes_(classes) {}

  // Appends at most one finding per label, one per class with a wrong count and one per unknown frame class.
  // Crowd, ignore and difficult regions are not judged and not counted.
  void Judge(const LabeledFrame& frame, std::vector<Finding>& findings);

  // All rules that the label, or the frame, breaks, in one sentence. REQUIRES: `finding` of this frame.
  std::string Explain(const LabeledFrame& frame, const Finding& finding) const;

 private:
  struct OfClass {
    bool looked_up = false, known = false;
    const ClassRules* rules = nullptr;  // null: none for this class
    std::uint64_t labels = 0;           // in this frame
  };
  const OfClass& Of(NameId class_id);
  void JudgeCounts(const LabeledFrame& frame, std::vector<Finding>& findings);

  const std::shared_ptr<const Ontology> rules_;
  const NameTable& classes_;
  std::vector<OfClass> of_class_;  // by class number
};

}  // namespace labelwatch
