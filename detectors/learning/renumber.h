#pragma once
// What another process learnt numbers classes like that process. This gives it the numbers of this one.

#include <string>
#include <vector>

#include "schema/calibration.h"
#include "schema/names.h"
#include "schema/tally.h"

namespace labelwatch {

// From the numbers of one process to those of another. What is about a class that finds no room is forgotten.
class ClassNumbers {
 public:
  // By number there; null: none. Names that are new are added to `classes`.
  ClassNumbers(const std::vector<std::string>* names, NameTable& classes);

  Calibration Renumber(const Calibration& calibration) const;
  StreamSums Renumber(const StreamSums& sums) const;
  LearningTally Renumber(const LearningTally& block) const;

 private:
  static constexpr NameId kNone = static_cast<NameId>(-1);
  NameId At(NameId id) const { return id < numbers_.size() ? numbers_[id] : kNone; }
  std::vector<float> ClassWeights(const std::vector<float>& values, std::size_t kind) const;
  std::vector<ConfusionCount> Pairs(const std::vector<ConfusionCount>& pairs) const;
  std::vector<FrameClassSum> Sums(const std::vector<FrameClassSum>& sums) const;
  std::vector<PooledLabel> Labels(const std::vector<PooledLabel>& labels) const;
  std::vector<NameId> Classes(const std::vector<NameId>& classes) const;
  ModelCalibration Model(const ModelCalibration& model) const;
  ModelTally Model(const ModelTally& model) const;

  std::vector<NameId> numbers_;  // kOther stays kOther
};

// Names that are new are added to `classes`.
Calibration Renumber(const Calibration& saved, NameTable& classes);
Lessons Renumber(const Lessons& lessons, NameTable& classes);

}  // namespace labelwatch
