#include "consumers/files/formats/coco/coco_format.h"

#include "consumers/files/formats/coco/coco_labels.h"
#include "consumers/files/formats/coco/coco_predictions.h"
#include "consumers/files/formats/coco/coco_results.h"

namespace labelwatch {
namespace {
// Whose images the results belong to.
struct CocoTruths {
  std::vector<std::unique_ptr<CocoLabels>> read;
};
}  // namespace

bool IsCocoLabels(const FileHead& head) {
  if (head.Has("data") && !head.Has("images")) return false;  // one task of Label Studio
  return head.IsObject() && head.HasAny({"images", "annotations", "categories", "info", "licenses", "type", "videos"});
}

bool IsCocoResults(const FileHead& head) {
  return head.IsEmptyList() || (head.IsListOfObjects() && head.Has("image_id"));
}

Result<void> OpenCocoLabels(GivenInput& given, OpenInputs& inputs) {
  auto read = CocoLabels::Read(*given.source, inputs.Classes(), inputs.Problems());
  if (!read) return tl::unexpected<Error>(read.error());
  auto& truths = inputs.Shared<CocoTruths>().read;
  inputs.Labels().emplace_back().frames = truths.emplace_back(std::move(*read)).get();
  return {};
}

Result<void> OpenCocoPredictions(GivenInput& given, const std::string& model, OpenInputs& inputs) {
  return inputs.Keep(ReadCocoPredictions(*given.source, model, inputs.Classes(), inputs.Problems()));
}

Result<void> OpenCocoResults(GivenInput& given, const std::string& model, OpenInputs& inputs) {
  return inputs.Keep(
      ReadCocoResults(*given.source, model, inputs.Shared<CocoTruths>().read, inputs.Classes(), inputs.Problems()));
}

}  // namespace labelwatch
