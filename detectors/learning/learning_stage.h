#pragma once
// The committed calibration: takes the tallies of every worker's commits, in their order, and hands out what follows.
//
//   LearningStage stage(FirstCalibration(options), options);
//   stage.Apply(tally);                     // after its commit succeeded; else never
//   stage.Of("worker 0").calibration;       // what to judge by
//
// The same tallies in the same order give the same calibration, in every process that applies them. Thread-safe.

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "detectors/contract/options.h"
#include "detectors/learning/calibration_feed.h"
#include "schema/rates_act.h"
#include "schema/tally_codec.h"

namespace labelwatch {

class LearningStage : public CalibrationFeed {
 public:
  LearningStage(std::shared_ptr<const Calibration> first, const InspectOptions& options)
      : options_(options), current_(std::move(first)) {}

  std::shared_ptr<const Calibration> Current() const;  // never null
  Standing Of(const std::string& worker) const override;

  // Class numbers are those of this process. A repeat changes nothing: of a number that its worker had before, or,
  // where no transaction keeps tallies from coming twice, of input that was covered before. False: it was one.
  bool Apply(const Tally& tally);

  // A person's decision, in its place between the tallies: where baselines of whole models are renewed, the weights are
  // pinned anew by which their findings count for rates. False: nothing changed here.
  bool Apply(const RatesAct& act);

  // What verdicts say about probabilities, from now on; no lesson moves it and it is in no tally: every process reads
  // the verdicts itself.
  void Measure(std::shared_ptr<const MeasuredShares> measured);

  // Workers remembered. Of more, the one not heard of for longest is forgotten: with it goes a block that was not full,
  // and that its last commit was heard, which no worker that is still there repeats.
  static constexpr std::size_t kWorkers = 256;

  // To go on elsewhere, and from there; names that are new are added to `classes`.
  LearningState State() const;
  void Restore(const LearningState& state, NameTable& classes);

 private:
  Teacher& Hear(const std::string& worker);
  bool Repeats(const Tally& tally, const Teacher& teacher) const;
  void Cover(const Tally& tally);

  const InspectOptions options_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Calibration> current_;
  std::shared_ptr<const MeasuredShares> measured_;  // null: as the first calibration has it
  std::map<std::string, Teacher> teachers_;         // by worker
  std::uint64_t heard_ = 0;                         // tallies heard
  std::map<std::int32_t, CoveredInput> covered_;    // by partition
};

}  // namespace labelwatch
