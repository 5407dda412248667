#include "detectors/labels/sentence.h"

#include <cstdio>

#include "schema/class_text.h"

namespace labelwatch {

std::string TwoDigits(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.2f", value);
  return text;
}

std::string Percent(double share) {
  const double percent = 100 * share;
  if (percent < 1 && percent > 0) return "less than 1 %";
  if (percent > 99 && percent < 100) return "more than 99 %";
  char text[32];
  std::snprintf(text, sizeof(text), "%.0f %%", percent);
  return text;
}

std::string ShortPercent(double share) {
  const double percent = 100 * share;
  return percent < 1 && percent > 0 ? "< 1 %" : percent > 99 && percent < 100 ? "> 99 %" : Percent(share);
}

std::string ModelWithConfidence(const PredictedFrame& predicted, double confidence) {
  return std::string(predicted.model) + " " + TwoDigits(confidence);
}

std::string_view LabelClass(const JoinedFrame& frame, std::int32_t label, const NameTable& classes) {
  return ClassOfLabel(frame.labels, static_cast<std::size_t>(label), classes);
}

}  // namespace labelwatch
