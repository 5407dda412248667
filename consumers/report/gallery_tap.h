#pragma once
// Fills a gallery with the flagged frames of a task, on their way to `next`: of a replay, which has no topic to read
// them from.

#include "consumers/report/gallery.h"
#include "consumers/task.h"

namespace labelwatch {

class GalleryTap : public Outputs {
 public:
  // All must outlive it.
  GalleryTap(Gallery& gallery, const NameTable& classes, Outputs& next)
      : gallery_(gallery), classes_(classes), next_(next) {}

  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override;
  void Asked(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
             const Inspector& inspector, const Routed& routed, std::int64_t now_ms) override {
    next_.Asked(frame, calibration, judgement, inspector, routed, now_ms);
  }
  void Refused(const Record& record, Rejection reason) override { next_.Refused(record, reason); }

 private:
  Gallery& gallery_;
  const NameTable& classes_;
  Outputs& next_;
};

}  // namespace labelwatch
