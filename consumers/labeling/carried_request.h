#pragma once
// The request that a task carries, as it comes back with a review of it.

#include <optional>
#include <string>
#include <vector>

#include "consumers/labeling/labeling_tool.h"

namespace labelwatch {

// `bytes`: what stands where the tool keeps it, `where`; nothing: that is no message. Fills `review.request_bytes`.
// Nothing: it cannot be used, and `review.broken` says why.
std::optional<RelabelRequest> CarriedRequest(const std::optional<std::string>& bytes, const char* where,
                                             Review& review);

// The labels before and after; where one of the two cannot be read, `review.broken` says why.
void TakeLabels(Result<std::vector<ReviewedLabel>> before, Result<std::vector<ReviewedLabel>> after, Review& review);

}  // namespace labelwatch
