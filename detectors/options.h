#pragma once
// Options of judging. Defaults live here and nowhere else; config/ reads them, a test holds the shipped file equal.

#include <array>
#include <cstdint>

#include "schema/finding.h"

namespace labelwatch {

struct InspectOptions {
  // Predictions below this confidence are not read (or the lowest that the detector delivers, if higher).
  double min_score = 0.02;
  // At most this many predictions of one frame and model, the most confident ones.
  std::size_t max_predictions = 300;
  // A finding is flagged from this score (log-odds of an error) on. 0: as likely an error as not, under the assumed rate.
  double flag_score = 0.0;
  // Assumed share of labels with an error, by kind; replaced by the stream's own estimate where that is lower.
  double rate_missing = 0.05, rate_wrong_class = 0.05, rate_inaccurate = 0.05, rate_spurious = 0.02;
  double rate_wrong_frame_class = 0.05;
  // Frozen: no learning; detectors judge with the calibration they were started with.
  bool frozen = false;
  // Small objects are left out more often: weight of that correction, 0..1.
  double omission_by_size = 0.5;
  // Of the made errors: same seed, same errors.
  std::uint64_t seed = 1;
};

}  // namespace labelwatch
