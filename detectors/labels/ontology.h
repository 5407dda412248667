#pragma once
// Labels that break the rules of their ontology: an unknown class, a missing or wrong attribute, less than the least
// size, too few or too many labels of a class. Needs no model. What is found is certain, so it has a high score.
// Single-owner: remembers which number each class has.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "detectors/contract/detector.h"
#include "detectors/contract/ontology.h"
#include "detectors/contract/options.h"

namespace labelwatch {

struct OntologyEvidence {
  enum Broken : std::uint32_t { kLabel, kFrameClass, kCount };
  Broken broken = kLabel;
  std::uint32_t rule = 0;    // of a count: which class of the ontology, in its order
  std::uint64_t labels = 0;  // ... and how many there are
};

class OntologyDetector final : public DetectorWith<OntologyEvidence> {
 public:
  OntologyDetector(const InspectOptions& options, const NameTable& classes)
      : DetectorWith({"ontology", Kind::kOntology, {.rules = true}}),
        rules_(options.ontology.rules),
        classes_(classes) {}

  // Appends at most one finding per label, one per class with a wrong count and one per unknown frame class.
  // Crowd, ignore and difficult regions are not judged and not counted.
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  struct OfClass {
    bool looked_up = false, known = false;
    const ClassRules* rules = nullptr;  // null: none for this class
    std::uint64_t labels = 0;           // in this frame
  };
  const OfClass& Of(NameId class_id);
  void JudgeCounts(const LabeledFrame& frame, std::vector<Finding>& findings);
  // All rules that the label, or the frame, breaks, in one sentence.
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const OntologyEvidence& evidence,
                   const NameTable& classes) const override;
  std::string BrokenCount(const OntologyEvidence& evidence) const;
  std::string BrokenBy(const Label& label) const;

  const std::shared_ptr<const Ontology> rules_;
  const NameTable& classes_;
  std::vector<OfClass> of_class_;  // by class number
};

}  // namespace labelwatch
