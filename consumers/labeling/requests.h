#pragma once
// Requests to look at a frame, made from what was judged or from what came back. Pure.

#include <cstdint>
#include <string>

#include "consumers/labeling/routing.h"
#include "schema/relabel.h"

namespace labelwatch {

// REQUIRES: routed.Asks(). `frame` is what goes to labeling of it.
RelabelRequest MakeRequest(FlaggedFrame frame, const Routed& routed, std::int64_t now_ms);
// Closes what was asked about earlier revisions of the labels. `judged_id`: FlaggedFrameId of the newer one.
RelabelRequest MakeWithdrawal(const LabeledFrame& labels, const std::string& judged_id, std::int64_t now_ms);

// An expert looks at it once more; `why` completes "for an expert: " (a verdict that was rejected, undecided or
// disputed). The arm stays that of the request, and so does its probability: it is the same frame of the same choice,
// and the later verdict takes the place of the earlier one.
RelabelRequest ExpertRequest(const RelabelRequest& decided, const std::string& why, std::int64_t now_ms);
// The same question a second time, of a request that says so (`ask_again`) and was decided. Another arm: its verdict
// compares reviewers and counts in no rate.
RelabelRequest RepeatRequest(const RelabelRequest& decided, std::int64_t now_ms);

}  // namespace labelwatch
