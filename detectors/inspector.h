#pragma once
// Judges one joined frame: runs every detector, combines the models, and adds what the frame teaches to a tally.
//
// A pure function of (frame, calibration, options): no clock, no I/O, no metrics; what looks random is drawn from the
// frame id and the seed. The object only holds scratch memory. Single-owner: one per thread.

#include <cstdint>
#include <memory>
#include <span>

#include "detectors/contract/image_suspicion.h"
#include "detectors/contract/options.h"
#include "detectors/frame_score.h"
#include "detectors/matching/object_match.h"
#include "detectors/matching/shape_overlap.h"
#include "detectors/tracks/sequence_window.h"
#include "schema/calibration.h"
#include "schema/finding.h"
#include "schema/frame.h"
#include "schema/series.h"
#include "schema/tally.h"

namespace labelwatch {

struct Judgement {
  std::span<const Finding> findings;  // valid until the next call; every object that was scored, flagged or not
  double frame_score = 0;             // orders frames; kNoFinding where nothing was scored
  bool flagged = false;               // at least one finding is
  // Models that were heard, the first ones; findings and matches are of these. The others were more than
  // InspectOptions::max_models, or came when the work on the frame was at its bound.
  std::size_t models = 0;
  bool too_much_work = false;
  // Kinds that were looked for, in a way that does not change: those with learned weights once these are pinned.
  SeriesKinds asked = 0;
  ShapePairCounts shape_pairs = {};  // how pairs of polygons, masks and turned boxes were compared
  // Labels against the predictions of each model of the frame; valid until the next call.
  std::span<const ModelMatches> matches = {};
};

class Inspector {
 public:
  Inspector(const InspectOptions& options, const NameTable& classes);
  ~Inspector();

  // `sums` receives what the frame teaches unless calibration is frozen: the open block of a WorkingCopy. `windows`:
  // what was seen of the sequences, which the frame joins; null: tracks are not judged. `images`: what was found about
  // its pixels; they become findings of kind image.
  Judgement Inspect(const JoinedFrame& frame, const Calibration& calibration, LearningTally& sums,
                    SequenceWindows* windows = nullptr, std::span<const ImageSuspicion> images = {});

  // The finding with names and its sentence. REQUIRES: `finding` of this frame; one by frames before or pixels, of the
  // frame that was inspected last, whose `images` are still there.
  FindingRecord Describe(const JoinedFrame& frame, const Calibration& calibration, const Finding& finding) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace labelwatch
