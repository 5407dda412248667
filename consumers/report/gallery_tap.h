#pragma once
// Fills a gallery with the flagged frames of a task, on their way to `next`: of a replay, which has no topic to read
// them from.

#include "consumers/outputs_before.h"
#include "consumers/report/gallery.h"

namespace labelwatch {

class GalleryTap : public OutputsBefore {
 public:
  // All must outlive it.
  GalleryTap(Gallery& gallery, const NameTable& classes, Outputs& next)
      : OutputsBefore(next), gallery_(gallery), classes_(classes) {}

  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override;

 private:
  Gallery& gallery_;
  const NameTable& classes_;
};

}  // namespace labelwatch
