#include "detectors/health/affine_fit.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace labelwatch {
namespace {

constexpr std::size_t kMostOfAClass = 8;  // of one frame: more pairs are nearly all wrong ones
constexpr std::size_t kFewest = 10;       // pairs that must agree
constexpr double kScaleBin = 0.1;         // of the logarithm: sides of boxes differ by some percent
constexpr double kOffsetBin = 0.5;        // of the side of the labels

struct Pair {
  Box label, prediction;
};

using Place = std::pair<std::int64_t, std::int64_t>;

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

// The pairs in the fullest bin, those of its neighbours included: a peak may lie on the edge of a bin.
std::vector<Pair> Densest(const std::vector<Pair>& pairs,
                          const std::function<std::pair<double, double>(const Pair&)>& of) {
  std::map<Place, std::vector<std::size_t>> bins;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto [x, y] = of(pairs[i]);
    if (!(std::abs(x) < 1e6 && std::abs(y) < 1e6)) continue;
    bins[{static_cast<std::int64_t>(std::floor(x)), static_cast<std::int64_t>(std::floor(y))}].push_back(i);
  }
  const auto around = [&](const Place& place, const auto& use) {
    for (std::int64_t dx = -1; dx <= 1; ++dx) {
      for (std::int64_t dy = -1; dy <= 1; ++dy) {
        if (const auto bin = bins.find({place.first + dx, place.second + dy}); bin != bins.end()) use(bin->second);
      }
    }
  };
  Place best{};
  std::size_t most = 0;
  for (const auto& [place, members] : bins) {
    std::size_t near = 0;
    around(place, [&](const std::vector<std::size_t>& bin) { near += bin.size(); });
    if (near > most) most = near, best = place;
  }
  std::vector<Pair> densest;
  around(best, [&](const std::vector<std::size_t>& bin) {
    for (const std::size_t i : bin) densest.push_back(pairs[i]);
  });
  return densest;
}

std::vector<Pair> AllPairs(const SampledModel& model) {
  std::vector<Pair> pairs;
  for (const SampledFrame& frame : model.frames) {
    for (const SampledObject& label : frame.labels) {
      std::size_t taken = 0;
      for (const SampledObject& prediction : frame.predictions) {
        if (prediction.class_id != label.class_id) continue;
        if (taken++ == kMostOfAClass) break;
        pairs.push_back({label.box, prediction.box});
      }
    }
  }
  return pairs;
}

double MedianOf(const std::vector<Pair>& pairs, const std::function<double(const Pair&)>& of) {
  std::vector<double> values;
  for (const Pair& pair : pairs) values.push_back(of(pair));
  return Median(std::move(values));
}

}  // namespace

std::optional<Affine> FitAffine(const SampledModel& model) {
  std::vector<Pair> pairs = Densest(AllPairs(model), [](const Pair& p) {
    return std::pair(std::log(p.label.Width() / p.prediction.Width()) / kScaleBin,
                     std::log(p.label.Height() / p.prediction.Height()) / kScaleBin);
  });
  if (pairs.size() < kFewest) return {};
  Affine fit;
  fit.scale_x = MedianOf(pairs, [](const Pair& p) { return p.label.Width() / p.prediction.Width(); });
  fit.scale_y = MedianOf(pairs, [](const Pair& p) { return p.label.Height() / p.prediction.Height(); });
  const double side_x = MedianOf(pairs, [](const Pair& p) { return p.label.Width(); });
  const double side_y = MedianOf(pairs, [](const Pair& p) { return p.label.Height(); });
  const auto offset_x = [&](const Pair& p) {
    return (p.label.x_min + p.label.x_max - (p.prediction.x_min + p.prediction.x_max) * fit.scale_x) / 2;
  };
  const auto offset_y = [&](const Pair& p) {
    return (p.label.y_min + p.label.y_max - (p.prediction.y_min + p.prediction.y_max) * fit.scale_y) / 2;
  };
  pairs = Densest(pairs, [&](const Pair& p) {
    return std::pair(offset_x(p) / (side_x * kOffsetBin), offset_y(p) / (side_y * kOffsetBin));
  });
  if (pairs.size() < kFewest) return {};
  // Now only right pairs are left; of these the scale is better known.
  fit.scale_x = MedianOf(pairs, [](const Pair& p) { return p.label.Width() / p.prediction.Width(); });
  fit.scale_y = MedianOf(pairs, [](const Pair& p) { return p.label.Height() / p.prediction.Height(); });
  fit.x_offset = MedianOf(pairs, offset_x);
  fit.y_offset = MedianOf(pairs, offset_y);
  return fit;
}

}  // namespace labelwatch
