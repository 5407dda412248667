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
  if (request.frame.findings.empty()) Show(request.frame_id, request.id);
  return true;
}

void GalleryReview::Take(const RelabelVerdict& verdict) {
  const std::lock_guard lock(taking_);
  desk_.Take(verdict);
  for (const FindingVerdict& one : verdict.findings) Show(verdict.frame_id, one.finding.id);
  if (verdict.findings.empty()) Show(verdict.frame_id, verdict.request_id);
}

}  // namespace labelwatch
