#include "detectors/images/picture_habits.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

constexpr double kLeastOctaves = 1, kRareShare = 0.01, kRareGrey = 0.02;

double RatioOf(const PictureHeader& picture) {
  return std::log2(static_cast<double>(picture.width) / static_cast<double>(picture.height));
}

// The side of a square of as many pixels.
double SideOf(const PictureHeader& picture) { return 0.5 * std::log2(static_cast<double>(picture.Pixels())); }

std::optional<Oddness> Beyond(const LogHistogram& usual, double value) {
  if (usual.Count() < PictureHabits::kEnough) return std::nullopt;
  const double below = usual.Quantile(0.25) - value, above = value - usual.Quantile(0.75);
  const Oddness odd{std::max(below, above), below > above ? usual.ShareUpTo(value) : usual.ShareFrom(value)};
  if (odd.octaves < kLeastOctaves || odd.share > kRareShare) return std::nullopt;
  return odd;
}

}  // namespace

void PictureHabits::Add(const PictureMeasures& picture) {
  ratios_.Add(RatioOf(picture.header));
  sides_.Add(SideOf(picture.header));
  ++pictures_;
  grey_ += picture.grey ? 1 : 0;
}

std::optional<Oddness> PictureHabits::OddAspectRatio(const PictureHeader& picture) const {
  return Beyond(ratios_, RatioOf(picture));
}

std::optional<Oddness> PictureHabits::OddSize(const PictureHeader& picture) const {
  return Beyond(sides_, SideOf(picture));
}

std::optional<double> PictureHabits::RareGrey() const {
  if (pictures_ < kEnough) return std::nullopt;
  const double share = static_cast<double>(grey_) / static_cast<double>(pictures_);
  return share <= kRareGrey ? std::optional(share) : std::nullopt;
}

}  // namespace labelwatch
