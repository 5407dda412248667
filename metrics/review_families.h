#pragma once
// The metrics of the review and of the gallery. For exposition.cpp only.

#include "metrics/families.h"
#include "metrics/review_status.h"

namespace labelwatch {

// `named`: whether people are; else annotators and reviewers are left out.
void AddReview(MetricFamilies& families, const ReviewStatus& review, bool named);
void AddGallery(MetricFamilies& families, const GalleryStatus& gallery);

}  // namespace labelwatch
