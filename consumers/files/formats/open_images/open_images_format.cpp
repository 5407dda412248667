#include "consumers/files/formats/open_images/open_images_format.h"

#include "consumers/files/formats/open_images/open_images.h"

namespace labelwatch {
namespace {
OpenImages& SharedBy(OpenInputs& inputs) { return inputs.Shared<OpenImages>(inputs.Classes()); }
}  // namespace

bool IsOpenImagesClasses(const FileHead& head) {
  return head.Columns() == 2 &&
         (head.Line().starts_with("/m/") || head.Line().starts_with("/g/") || head.HasColumn("DisplayName"));
}
bool IsOpenImagesResults(const FileHead& head) {
  return head.HasColumn("ImageID") && head.HasColumn("PredictionString");
}
bool IsOpenImagesBoxes(const FileHead& head) { return head.HasColumn("ImageID") && head.HasColumn("XMin"); }
bool IsOpenImagesImageLabels(const FileHead& head) {
  return head.HasColumn("ImageID") && head.HasColumn("LabelName") && head.HasColumn("Confidence");
}

Result<void> ReadOpenImagesClasses(GivenInput& given, OpenInputs& inputs) {
  return SharedBy(inputs).ReadDescriptions(*given.source, inputs.Problems());
}
Result<void> ReadOpenImagesImageLabels(GivenInput& given, OpenInputs& inputs) {
  return SharedBy(inputs).ReadImageLabels(*given.source, inputs.Problems());
}
Result<void> OpenOpenImagesBoxes(GivenInput& given, OpenInputs& inputs) {
  return inputs.Keep(SharedBy(inputs).ReadBoxes(*given.source, inputs.Sizes(), inputs.Problems()));
}
Result<void> OpenOpenImagesResults(GivenInput& given, const std::string& model, OpenInputs& inputs) {
  return inputs.Keep(
      SharedBy(inputs).ReadResults(*given.source, model, inputs.SizesWithThoseOfLabels(), inputs.Problems()));
}

}  // namespace labelwatch
