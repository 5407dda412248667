#pragma once
// What is asked and decided, taken into the review desk of a process and shown in its gallery: what is decided leaves,
// what is asked once more (of a second reviewer, of an expert) and what was taken back is open again.
//
//   GalleryReview review(gallery, desk);
//   review.Take(request);  review.Take(verdict);   // from the topics or, as soon as they stand there, of one's own
//
// Thread-safe: whoever takes last shows what is known then. The references must outlive it.

#include <mutex>

#include "consumers/labeling/review_desk.h"
#include "consumers/report/gallery.h"

namespace labelwatch {

class GalleryReview {
 public:
  GalleryReview(Gallery& gallery, ReviewDesk& desk) : gallery_(gallery), desk_(desk) {}

  // False: it is about older labels than what came before, so nothing is asked.
  bool Take(const RelabelRequest& request);
  void Take(const RelabelVerdict& verdict);

 private:
  void Show(const std::string& frame_id, const std::string& finding) {
    gallery_.Decide(finding, desk_.Decided(frame_id, finding), desk_.Asked(frame_id, finding));
  }

  Gallery& gallery_;
  ReviewDesk& desk_;
  std::mutex taking_;
};

}  // namespace labelwatch
