#pragma once
// KITTI text in the list of formats: files of objects, one per picture, and of tracks, one per sequence.

#include "consumers/files/formats/format.h"
#include "consumers/files/formats/kitti/kitti_labels.h"

namespace labelwatch {

bool IsKittiObjects(const FileHead& head);
bool IsKittiTracks(const FileHead& head);

template <KittiKind kind>
Result<void> OpenKittiLabels(GivenInput& given, OpenInputs& inputs) {
  return inputs.Keep(ReadKittiLabels(given.files, kind, inputs.Sizes(), inputs.Classes(), inputs.Problems()));
}
template <KittiKind kind>
Result<void> OpenKittiPredictions(GivenInput& given, const std::string& model, OpenInputs& inputs) {
  return inputs.Keep(
      ReadKittiPredictions(given.files, kind, model, inputs.Sizes(), inputs.Classes(), inputs.Problems()));
}

}  // namespace labelwatch
