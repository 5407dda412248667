#include "detectors/labels/box_difference.h"

#include <algorithm>
#include <cmath>

#include "detectors/labels/sentence.h"

namespace labelwatch {
namespace {

constexpr double kEqual = 0.05;
constexpr std::array kSideNames = {"left", "upper", "right", "lower"};

std::string OfDimension(double share, std::size_t side) {
  return Percent(std::abs(share)) + (side % 2 == 0 ? " of the width" : " of the height");
}

std::string ShiftInWords(const SideResiduals& sides) {
  std::string text = "the label is shifted by ";
  const double x = sides.ShiftX(), y = sides.ShiftY();
  const bool across = std::abs(x) > kEqual, down = std::abs(y) > kEqual;
  if (across) text += OfDimension(x, 0) + (x > 0 ? " to the right" : " to the left");
  if (across && down) text += " and ";
  if (down) text += OfDimension(y, 1) + (y > 0 ? " downwards" : " upwards");
  return text;
}

std::string SidesInWords(const std::array<double, 4>& outward) {
  std::string text;
  for (std::size_t side = 0; side < outward.size(); ++side) {
    if (std::abs(outward[side]) <= kEqual) continue;
    text += text.empty() ? "the " : ", the ";
    text += kSideNames[side];
    text += " side lies " + OfDimension(outward[side], side) + (outward[side] > 0 ? " too far out" : " too far in");
  }
  return text;
}

}  // namespace

BoxDifference DifferenceOf(const SideResiduals& sides) {
  const auto outward = sides.Outward();
  const auto out = std::count_if(outward.begin(), outward.end(), [](double side) { return side > kEqual; });
  const auto in = std::count_if(outward.begin(), outward.end(), [](double side) { return side < -kEqual; });
  if (out + in == 0) return BoxDifference::kNone;
  if (out + in == 1) return BoxDifference::kOneSide;
  if (in == 0) return BoxDifference::kLoose;
  if (out == 0) return BoxDifference::kTight;
  const bool same_size = std::abs(sides.ExtraWidth()) <= kEqual && std::abs(sides.ExtraHeight()) <= kEqual;
  return same_size ? BoxDifference::kShifted : BoxDifference::kSeveralSides;
}

std::string DifferenceInWords(const SideResiduals& sides) {
  switch (DifferenceOf(sides)) {
    case BoxDifference::kNone:
      return "";
    case BoxDifference::kLoose:
      return "the label is loose: " + SidesInWords(sides.Outward());
    case BoxDifference::kTight:
      return "the label is tight: " + SidesInWords(sides.Outward());
    case BoxDifference::kShifted:
      return ShiftInWords(sides);
    case BoxDifference::kOneSide:
    case BoxDifference::kSeveralSides:
      break;
  }
  return SidesInWords(sides.Outward());
}

}  // namespace labelwatch
