#include "schema/class_text.h"

#include <algorithm>

namespace labelwatch {
namespace {

// `others` in order of their places, as they were read.
std::string_view TextAt(std::size_t place, NameId class_id, const std::vector<OtherClass>& others,
                        const NameTable& classes) {
  if (class_id == NameTable::kOther) {
    const auto kept = std::lower_bound(others.begin(), others.end(), place,
                                       [](const OtherClass& other, std::size_t at) { return other.place < at; });
    if (kept != others.end() && kept->place == place) return kept->name;
  }
  return classes.Name(class_id);
}

}  // namespace

std::string_view ClassOfLabel(const LabeledFrame& frame, std::size_t label, const NameTable& classes) {
  return TextAt(label, frame.labels[label].class_id, frame.other_label_classes, classes);
}

std::string_view ClassOfPrediction(const PredictedFrame& frame, std::size_t prediction, const NameTable& classes) {
  return TextAt(prediction, frame.predictions[prediction].class_id, frame.other_classes, classes);
}

std::string_view ClassOfFrame(const LabeledFrame& frame, NameId class_id, const NameTable& classes) {
  const auto& others = frame.other_frame_classes;
  return class_id == NameTable::kOther && others.size() == 1 ? others.front().name : classes.Name(class_id);
}

std::string_view SuggestedClass(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) {
  if (finding.suggested_class != NameTable::kOther || finding.model < 0 || finding.prediction < 0) {
    return classes.Name(finding.suggested_class);
  }
  return ClassOfPrediction(frame.predictions[static_cast<std::size_t>(finding.model)],
                           static_cast<std::size_t>(finding.prediction), classes);
}

}  // namespace labelwatch
