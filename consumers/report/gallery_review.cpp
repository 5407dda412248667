#include "consumers/report/gallery_review.h"

namespace labelwatch {

bool GalleryReview::Take(const RelabelRequest& request) {
  const std::lock_guard lock(taking_);
  if (!desk_.Take(request)) return false;
  if (request.withdrawn) {
    gallery_.Withdraw(request.frame_id, request.label_revision);
    return true;
  }
  gallery_.Supersede(request.frame_id, request.id);
  for (const FindingRecord& finding : request.frame.findings) Show(request.frame_id, finding.id);
  return true;
}

void GalleryReview::Take(const RelabelVerdict& verdict) {
  const std::lock_guard lock(taking_);
  desk_.Take(verdict);
  for (const FindingVerdict& one : verdict.findings) Show(verdict.frame_id, one.finding.id);
  if (verdict.findings.empty()) {
    gallery_.Decide(verdict.request_id, verdict.frame_has_error.has_value() || verdict.unflagged_errors > 0);
  }
}

}  // namespace labelwatch
