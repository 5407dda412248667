#pragma once
// Flagged frames as they stand on their topic, made into what the page shows: with the labels and the predictions that
// travel in them, paired anew. For consumers/report and those who read the topic.
//
//   FlaggedPage page(options.inspect);
//   gallery.Add(page.Of(flagged));
//   gallery.Add(page.Of(request));           // of a request without findings: the question itself
//
// Whatever stands in a message: its numbers are made finite, its texts are escaped by whoever writes them. Names of
// classes are its own and bounded. Single-owner.

#include "consumers/labeling/routing.h"
#include "consumers/report/kept_frames.h"
#include "detectors/contract/options.h"
#include "schema/output.h"
#include "schema/relabel.h"
#include "schema/wire.h"

namespace labelwatch {

class FlaggedPage {
 public:
  explicit FlaggedPage(const InspectOptions& options, const RoutingOptions& routing = {});

  KeptFrame Of(const FlaggedFrame& flagged);
  // Shown with its labels alone: what models say would answer for the reviewer, who is asked for what these do not see.
  // Its place among the findings is that of one whose frame would have the same priority (labeling/routing.h): as
  // shipped, that of a probability of 0.6. REQUIRES: it has no findings.
  KeptFrame Of(const RelabelRequest& request);

 private:
  void Read(const FlaggedFrame& flagged);
  std::vector<FindingToShow> FindingsOf(const FlaggedFrame& flagged) const;

  const double minutes_;  // of review, for a frame with one finding
  NameTable classes_;
  FrameDecoder decoder_;
  Inspector inspector_;
  std::shared_ptr<const Calibration> calibration_;  // pairs need one that is of no matter to them
  LearningTally unused_;
  LabeledFrame labels_;
  std::vector<PredictedFrame> predictions_;
};

}  // namespace labelwatch
