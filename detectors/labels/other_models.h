#pragma once
// What the other models of a frame say about a place: evidence for the judgement that rests on one of them.
//
// All their predictions are asked together, so that with three models and more the best of the others counts. A model
// that was trained on the frame repeats the errors of its labels and is not asked.
// Single-owner: reuses memory.

#include <cstdint>
#include <span>
#include <vector>

#include "detectors/contract/options.h"
#include "detectors/labels/additive_model.h"
#include "detectors/matching/columns.h"
#include "schema/frame.h"

namespace labelwatch {

// Nothing at the place: zeros.
struct Opinion {
  static constexpr double kAtPlace = 0.4;  // IoU from which a prediction is about the place

  double overlap = 0;                                // largest IoU with any prediction
  double overlap_same = 0;                           // ... of the class
  double support_same = 0;                           // largest confidence x IoU within the class
  double confidence_same = 0, confidence_other = 0;  // highest at the place: of the class, of another class
  bool asked = false;                                // another model looked at this frame, and knows the class

  // The bin that `value` falls into; the one after all others where nobody could be asked.
  template <typename BinsOfFeature>
  void Add(std::size_t first, const BinsOfFeature& bins, double value, Sample& sample) const {
    sample.Add(first, asked ? bins.Of(value) : BinsOfFeature::kCount);
  }
};

class OtherModels {
 public:
  // Beyond so many steps of a frame (predictions at a place that was asked about) nobody is asked any more: a quarter
  // of a second.
  static constexpr std::uint64_t kMostSteps = std::uint64_t{1} << 26;

  void StartFrame() { steps_ = 0; }
  std::uint64_t Steps() const { return steps_; }
  // Of all models of the frame those but `self`. `expected`: the stream has other models, even if they may not know
  // this frame.
  void Set(std::span<const PredictedFrame> models, std::size_t self, bool expected, const InspectOptions& options);

  // Whether their bins apply at all.
  bool Expected() const { return expected_; }
  Opinion Ask(const Box& box, NameId class_id) const;

 private:
  void Append(const PredictedFrame& predicted, const InspectOptions& options);

  bool Knows(NameId class_id) const;

  bool expected_ = false;
  mutable std::uint64_t steps_ = 0;
  std::vector<std::span<const NameId>> unknown_classes_;  // of each model that was asked
  PredictionColumns predictions_;                         // of all of them, in no order; `index` is not filled
  std::vector<std::uint32_t> order_;
};

}  // namespace labelwatch
