// Fits the weights that a model starts with (detectors/labels/start_weights.cpp) from labels and detections that
// anybody may have, and from errors that the monitor makes itself:
//
//   refit labels.json detections.json [labels.json detections.json ...] [--calibration OUT.json MODEL ...]
//
// Prints the weights by feature. With --calibration they are also written as a calibration of the models named, so that
// `labelwatch replay --calibration OUT.json` starts from them: how a fit is compared with the shipped weights.
//
// Each pair is judged kRounds times, each time with other made errors. After a round all weights take one damped Newton
// step on the sums of all pairs, each pair counting alike, with a ridge towards 0. Weights of classes stay 0: classes
// differ from stream to stream. The result is the mean over the second half of the rounds.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "detectors/inspector.h"
#include "detectors/labels/features.h"
#include "detectors/rates/label_pool.h"
#include "schema/calibration_codec.h"
#include "tests/detectors/coco_set.h"

namespace labelwatch {
namespace {

constexpr int kRounds = 400;
constexpr float kStep = 0.3F, kLongestStep = 0.2F;
constexpr float kRidge = 3;  // per weight, as if so many objects at even odds pulled it to 0

struct Pair {
  NameTable classes{1000};
  std::optional<CocoSet> set;
  std::shared_ptr<const LabelPool> pool;
};

using Weights = std::array<std::vector<float>, 4>;

Weights Zero() {
  Weights weights;
  for (std::size_t k = 0; k < 4; ++k) weights[k].assign(kSharedWeights[k], 0.0F);
  return weights;
}

// What a detector's own confidence says, before anything was fitted.
Weights Beginning() {
  Weights weights = Zero();
  weights[0][1] = weights[1][1] = 1;
  return weights;
}

Calibration CalibrationOf(const Weights& weights, const std::vector<std::string>& models) {
  Calibration calibration;
  for (const std::string& name : models) {
    ModelCalibration model;
    model.model = name;
    for (std::size_t k = 0; k < 4; ++k) {
      model.kinds[k].weights = weights[k];
      model.kinds[k].curvature.assign(weights[k].size(), 0.0F);
    }
    calibration.models.push_back(std::make_shared<const ModelCalibration>(std::move(model)));
  }
  std::sort(calibration.models.begin(), calibration.models.end(),
            [](const auto& a, const auto& b) { return a->model < b->model; });
  return calibration;
}

// One round over one pair: its sums, and its labels for the next round to plant.
LearningTally Judge(Pair& pair, const Weights& weights, std::uint64_t seed) {
  InspectOptions options;
  options.seed = seed;
  options.learn_all_frames = static_cast<std::uint64_t>(-1);
  Calibration calibration = CalibrationOf(weights, {"model"});
  calibration.pool = pair.pool;
  Inspector inspector(options, pair.classes);
  LearningTally sums;
  auto pool = pair.pool == nullptr ? std::make_shared<LabelPool>() : std::make_shared<LabelPool>(*pair.pool);
  for (const CocoFrame& frame : pair.set->frames) {
    inspector.Inspect(frame.Joined(), calibration, sums);
    OfferLabels(sums, seed, *pool);
    sums.labels.clear();
    sums.label_classes.clear();
  }
  pair.pool = std::move(pool);
  return sums;
}

Weights Fit(std::deque<Pair>& pairs) {
  Weights weights = Beginning(), mean = Zero();
  for (int round = 1; round <= kRounds; ++round) {
    Weights gradient = Zero(), curvature = Zero();
    for (Pair& pair : pairs) {
      const LearningTally sums = Judge(pair, weights, static_cast<std::uint64_t>(round));
      if (sums.models.empty()) continue;
      for (std::size_t k = 0; k < 4; ++k) {
        const KindSums& kind = sums.models[0].kinds[k];
        for (std::size_t i = 0; i < std::min(kSharedWeights[k], kind.gradient.size()); ++i) {
          gradient[k][i] += kind.gradient[i];
          curvature[k][i] += kind.curvature[i];
        }
      }
    }
    for (std::size_t k = 0; k < 4; ++k) {
      for (std::size_t i = 0; i < weights[k].size(); ++i) {
        const float move =
            kStep * (gradient[k][i] - kRidge * 0.25F * weights[k][i]) / (curvature[k][i] + kRidge * 0.25F);
        weights[k][i] += std::clamp(move, -kLongestStep, kLongestStep);
        if (round > kRounds / 2) mean[k][i] += weights[k][i] / static_cast<float>(kRounds - kRounds / 2);
      }
    }
  }
  return mean;
}

void Print(const Weights& weights) {
  for (std::size_t k = 0; k < 4; ++k) {
    std::printf("%s\n", std::string(KindWord(kLearnedKinds[k])).c_str());
    for (const FeatureWords& feature : FeaturesOf(k)) {
      if (feature.of_others) continue;
      std::printf("  %-62s", std::string(feature.words).c_str());
      for (std::size_t bin = 0; bin < feature.Weights(); ++bin) {
        std::printf(" %5.1f", static_cast<double>(weights[k][feature.first + bin]));
      }
      std::printf("\n");
    }
  }
}

int Main(std::vector<std::string> arguments) {
  std::string out;
  std::vector<std::string> models;
  if (const auto at = std::find(arguments.begin(), arguments.end(), "--calibration"); at != arguments.end()) {
    models.assign(at + 1, arguments.end());
    arguments.erase(at, arguments.end());
    if (models.size() < 2) {
      std::cerr << "refit: --calibration needs a file and the models\n";
      return 2;
    }
    out = models.front();
    models.erase(models.begin());
  }
  if (arguments.empty() || arguments.size() % 2 != 0) {
    std::cerr << "usage: refit labels.json detections.json [labels.json detections.json ...] "
                 "[--calibration OUT.json MODEL ...]\n";
    return 2;
  }
  std::deque<Pair> pairs(arguments.size() / 2);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i].set = CocoSet::Read(arguments[2 * i], {{"model", arguments[2 * i + 1]}}, pairs[i].classes);
    if (!pairs[i].set) {
      std::cerr << "refit: cannot read " << arguments[2 * i] << " and " << arguments[2 * i + 1] << "\n";
      return 2;
    }
  }
  const Weights weights = Fit(pairs);
  Print(weights);
  if (out.empty()) return 0;
  std::ofstream file(out);
  file << CalibrationToJson(CalibrationOf(weights, models));
  return file.good() ? 0 : 1;
}

}  // namespace
}  // namespace labelwatch

int main(int argc, char** argv) { return labelwatch::Main({argv + 1, argv + argc}); }
