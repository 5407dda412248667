#include "consumers/files/formats/label_studio/label_studio_format.h"

#include "consumers/files/formats/label_studio/label_studio_labels.h"

namespace labelwatch {

bool IsLabelStudio(const FileHead& head) {
  if (!head.IsListOfObjects()) return false;
  // The data may stand behind more annotations than are looked at.
  const bool create_ml = head.Has("image") && !head.Has("data") && !head.Has("id");
  return (head.Has("annotations") && !create_ml) || head.Has("completions") ||
         (head.Has("data") && head.HasAny({"id", "predictions"}));
}

Result<void> OpenLabelStudioLabels(GivenInput& given, OpenInputs& inputs) {
  return inputs.Keep(ReadLabelStudioLabels(*given.source, inputs.Sizes(), inputs.every_annotation, inputs.Classes(),
                                           inputs.Problems()));
}

Result<void> OpenLabelStudioPredictions(GivenInput& given, const std::string& model, OpenInputs& inputs) {
  return inputs.Keep(ReadLabelStudioPredictions(*given.source, model, inputs.SizesWithThoseOfLabels(), inputs.Classes(),
                                                inputs.Problems()));
}

}  // namespace labelwatch
