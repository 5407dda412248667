#pragma once
// A review as what leaves for the topics: the verdict and, where the labels were corrected, their new revision with the
// predictions that were heard of the frame, so that it is judged as the first one was.
//
//   const auto outcome = OutcomeOf(request, review, "label_studio", revision);
//
// The corrected labels are those of the request, with what the reviewer changed: what the tool cannot show (holes of
// polygons, track ids, attributes) stays as it was. Labels that were changed or added carry the reviewer as their
// annotator; the frame keeps its own. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/labeling/labeling_tool.h"
#include "schema/relabel.h"

namespace labelwatch {

struct ReviewOutcome {
  RelabelVerdict verdict;
  std::string labels;                    // LabeledFrame; empty: nothing was corrected, or it was asked a second time
  std::vector<std::string> predictions;  // PredictedFrame, for that revision
};

// `revision`: that corrected labels get. An error: the request or the review cannot be used, in a clause.
Result<ReviewOutcome> OutcomeOf(const RelabelRequest& request, const Review& review, std::string_view tool,
                                std::uint64_t revision);

}  // namespace labelwatch
