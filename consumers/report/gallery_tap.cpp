#include "consumers/report/gallery_tap.h"

#include <algorithm>
#include <vector>

namespace labelwatch {

void GalleryTap::Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                        const Inspector& inspector) {
  OutputsBefore::Judged(frame, calibration, judgement, inspector);
  if (!judgement.flagged) return;
  std::vector<Finding> flagged;
  std::ranges::copy_if(judgement.findings, std::back_inserter(flagged), &Finding::flagged);
  Judgement shown = judgement;
  shown.findings = flagged;
  gallery_.Add(Keep(frame, calibration, shown, inspector, classes_));
}

}  // namespace labelwatch
