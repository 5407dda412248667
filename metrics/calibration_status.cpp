#include "metrics/calibration_status.h"

#include <cmath>
#include <numeric>

namespace labelwatch {
namespace {

std::size_t Place(Kind kind) { return static_cast<std::size_t>(kind); }

}  // namespace

CalibrationStatus StatusOf(const Calibration& calibration, const InspectOptions& options) {
  CalibrationStatus status;
  status.version = calibration.version;
  status.class_names = calibration.class_names;
  status.budget = calibration.budget;
  status.models_forgotten = calibration.models_forgotten;
  status.assumed[Place(Kind::kMissing)] = options.rate_missing;
  status.assumed[Place(Kind::kWrongClass)] = options.rate_wrong_class;
  status.assumed[Place(Kind::kInaccurate)] = options.rate_inaccurate;
  status.assumed[Place(Kind::kSpurious)] = options.rate_spurious;
  status.assumed[Place(Kind::kDuplicate)] = options.rate_duplicate;
  status.assumed[Place(Kind::kWrongFrameClass)] = options.rate_wrong_frame_class;
  for (const auto& learned : calibration.models) {
    CalibrationStatus::OneModel& model = status.models.emplace_back();
    model.model = learned->model;
    model.frames = learned->frames;
    model.settled = learned->kinds[0].Pinned();
    model.learned = learned;
    for (std::size_t i = 0; i < kLearnedKinds.size(); ++i) {
      const KindCalibration& kind = learned->kinds[i];
      const std::size_t place = Place(kLearnedKinds[i]);
      model.made[place] = std::accumulate(kind.made.begin(), kind.made.end(), 0.0);
      model.real[place] = std::accumulate(kind.real.begin(), kind.real.end(), 0.0);
      model.reference_gain[place] = static_cast<double>(kind.reference_gain);
      const float bound = kind.log_rate_bound;
      if (bound != 0) model.estimated[Place(kLearnedKinds[i])] = std::exp(static_cast<double>(bound));
    }
  }
  return status;
}

}  // namespace labelwatch
