#pragma once
// Classes that contain others: a label `vehicle` on what a model calls a car is right, and so is a label `car` where
// the model says no more than `vehicle`. And classes that hold many: a label `people` around several persons.
//
//   ClassGroups groups(options.groups, names.classes);
//   groups.Apply(labels, predictions);   // before the frame is judged
//
// A prediction that lies on a label of a class that contains its own, or that its own contains, takes the class of that
// label, unless a label of its own class lies there as well. A label of such a class with members inside and none on it
// is a group: it explains them, and is not judged.
// Costs nothing where no groups are named. Single-owner.

#include <span>
#include <vector>

#include "detectors/contract/options.h"
#include "schema/frame.h"

namespace labelwatch {

class ClassGroups {
 public:
  ClassGroups(const ClassGroupsByName& groups, NameTable& classes);

  void Apply(LabeledFrame& labels, std::span<PredictedFrame> predictions) const;

 private:
  struct Group {
    NameId whole = 0;
    std::vector<NameId> members;
  };
  // Whether one of both contains the other.
  bool Related(NameId a, NameId b) const;
  bool Contains(NameId whole, NameId member) const;
  void Rename(const LabeledFrame& labels, PredictedFrame& predicted) const;
  void MarkGroups(LabeledFrame& labels, std::span<const PredictedFrame> predictions) const;

  std::vector<Group> groups_;
};

}  // namespace labelwatch
