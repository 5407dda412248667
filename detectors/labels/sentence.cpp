#include "detectors/labels/sentence.h"

#include <cmath>
#include <cstdio>

#include "schema/class_text.h"

namespace labelwatch {
namespace {

// By whole tenths, as the page has them: .99 that was kept as a float is not more than 99 %.
bool LessThanOnePercent(double share) { return share > 0 && share < 0.01; }
bool MoreThan99Percent(double share) { return share < 1 && std::floor(1000 * share) > 990; }

}  // namespace

std::string TwoDigits(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.2f", value);
  return text;
}

std::string Percent(double share) {
  if (LessThanOnePercent(share)) return "less than 1 %";
  if (MoreThan99Percent(share)) return "more than 99 %";
  char text[32];
  std::snprintf(text, sizeof(text), "%.0f %%", 100 * share);
  return text;
}

std::string ShortPercent(double share) {
  return LessThanOnePercent(share) ? "< 1 %" : MoreThan99Percent(share) ? "> 99 %" : Percent(share);
}

std::string ModelWithConfidence(const PredictedFrame& predicted, double confidence) {
  return std::string(predicted.model) + " " + TwoDigits(confidence);
}

std::string_view LabelClass(const JoinedFrame& frame, std::int32_t label, const NameTable& classes) {
  return ClassOfLabel(frame.labels, static_cast<std::size_t>(label), classes);
}

}  // namespace labelwatch
