// Fits the weights that a model starts with (detectors/labels/start_weights.cpp) and prints them; see README.md.
//
//   refit labels.json detections.json detections.json ... [--calibration OUT.json MODEL ...]
//
// With --calibration they are also written as a calibration of the models named, so that `labelwatch replay
// --calibration OUT.json` starts from them: how a fit is compared with the shipped weights.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>

#include "detectors/labels/features.h"
#include "schema/calibration_codec.h"
#include "tests/refit/fit.h"

namespace labelwatch {
namespace {

void Print(const StartWeights& weights) {
  for (std::size_t k = 0; k < 4; ++k) {
    std::printf("%s\n", std::string(KindWord(kLearnedKinds[k])).c_str());
    for (const FeatureWords& feature : FeaturesOf(k)) {
      std::printf("  %-62s", std::string(feature.words).c_str());
      for (std::size_t bin = 0; bin < feature.Weights(); ++bin) {
        std::printf(" %5.2f", static_cast<double>(weights[k][feature.first + bin]));
      }
      std::printf("\n");
    }
  }
}

bool WriteCalibration(const StartWeights& weights, const std::string& path, std::vector<std::string> models) {
  std::sort(models.begin(), models.end());
  Calibration calibration;
  for (const std::string& name : models) {
    auto model = std::make_shared<ModelCalibration>();
    model->model = name;
    for (std::size_t k = 0; k < 4; ++k) {
      model->kinds[k].weights = weights[k];
      model->kinds[k].curvature.assign(weights[k].size(), 0.0F);
    }
    calibration.models.push_back(std::move(model));
  }
  std::ofstream file(path);
  file << CalibrationToJson(calibration);
  return file.good();
}

int Main(std::vector<std::string> arguments) {
  std::vector<std::string> written;
  if (const auto at = std::find(arguments.begin(), arguments.end(), "--calibration"); at != arguments.end()) {
    written.assign(at + 1, arguments.end());
    arguments.erase(at, arguments.end());
    if (written.size() < 2) {
      std::cerr << "refit: --calibration needs a file and the models\n";
      return 2;
    }
  }
  if (arguments.size() < 2) {
    std::cerr << "usage: refit labels.json detections.json ... [--calibration OUT.json MODEL ...]\n";
    return 2;
  }
  std::vector<std::pair<std::string, std::string>> models;
  for (std::size_t i = 1; i < arguments.size(); ++i) models.emplace_back(arguments[i], arguments[i]);
  NameTable classes(1000);
  const auto set = CocoSet::Read(arguments[0], models, classes);
  if (!set) {
    std::cerr << "refit: cannot read " << arguments[0] << " and all detections\n";
    return 2;
  }
  const StartWeights weights = FitStartWeights(*set, classes, {});
  Print(weights);
  if (written.empty()) return 0;
  return WriteCalibration(weights, written.front(), {written.begin() + 1, written.end()}) ? 0 : 1;
}

}  // namespace
}  // namespace labelwatch

int main(int argc, char** argv) { return labelwatch::Main({argv + 1, argv + argc}); }
