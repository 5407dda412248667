#include "consumers/labeling/carried_request.h"

#include <utility>

namespace labelwatch {

std::optional<RelabelRequest> CarriedRequest(const std::optional<std::string>& bytes, const char* where,
                                             Review& review) {
  if (!bytes || bytes->empty()) {
    review.broken = std::string("its task does not carry its request any more (") + where + ")";
    return std::nullopt;
  }
  review.request_bytes = *bytes;
  auto request = DecodeRelabelRequest(*bytes);
  if (!request || request->withdrawn) {
    review.broken = "the request that its task carries cannot be read";
    return std::nullopt;
  }
  return std::move(*request);
}

void TakeLabels(Result<std::vector<ReviewedLabel>> before, Result<std::vector<ReviewedLabel>> after, Review& review) {
  if (!before || !after) {
    review.broken = (before ? after : before).error().message;
    return;
  }
  review.before = std::move(*before);
  review.after = std::move(*after);
}

}  // namespace labelwatch
