#include "consumers/files/formats/open_inputs.h"

namespace labelwatch {

Result<void> OpenInputs::Keep(Result<std::unique_ptr<LabelSource>> read) {
  if (!read) return tl::unexpected<Error>(read.error());
  Input<LabelSource>& input = labels_.emplace_back();
  input.owned = std::move(*read);
  input.frames = input.owned.get();
  return {};
}

Result<void> OpenInputs::Keep(Result<std::unique_ptr<PredictionSource>> read) {
  if (!read) return tl::unexpected<Error>(read.error());
  Input<PredictionSource>& input = predictions_.emplace_back();
  input.owned = std::move(*read);
  input.frames = input.owned.get();
  return {};
}

LabelSet& OpenInputs::SetOf(const Format& format) {
  if (set_format_ != &format || labels_.empty() || labels_.back().frames != set_) {
    auto set = std::make_unique<LabelSet>(classes_);
    set_format_ = &format;
    set_ = set.get();
    Input<LabelSource>& input = labels_.emplace_back();
    input.owned = std::move(set);
    input.frames = set_;
  }
  return *set_;
}

ImageSizes& OpenInputs::SizesWithThoseOfLabels() {
  if (sizes_of_labels_taken_) return sizes_;
  sizes_of_labels_taken_ = true;
  for (const Input<LabelSource>& input : labels_) {
    if (input.frames == nullptr) continue;
    for (std::size_t i = 0; i < input.frames->Frames(); ++i) {
      const FrameRef frame = input.frames->Frame(i);
      if (!frame.size.Known()) continue;
      sizes_.Add(frame.frame_id, frame.size);
      sizes_.Add(WithoutUploadMark(frame.frame_id), frame.size);
    }
  }
  return sizes_;
}

}  // namespace labelwatch
