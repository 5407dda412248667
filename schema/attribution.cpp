#include "schema/attribution.h"

#include "schema/calibration.h"

namespace labelwatch {

Attribution::Attribution(Names& names) : model_names_(names.Of(Dimension::kModel)) {
  for (std::size_t i = 0; i < names.Dimensions().size(); ++i) {
    const DimensionInfo& info = names.Dimensions()[i];
    if (info.of_frame == nullptr && info.of_label == nullptr) continue;
    const auto dimension = static_cast<Dimension>(i);
    if (info.of_label != nullptr) own_.push_back({info.of_label, shared_.size()});
    shared_.push_back({dimension, kNone});
    sources_.push_back({info.of_frame, info.of_label, {}, {}, NameCache(names.Of(dimension))});
  }
  shared_.push_back({Dimension::kOverall, 0});
}

NameId Attribution::Look(std::size_t place, std::string_view text) {
  Source& source = sources_[place];
  if (text == source.frame_text) return shared_[place].value;
  if (source.last.id != NameTable::kOther && source.last.text == text) return source.last.id;
  source.last.id = source.names.Add(text);
  source.last.text = text;
  return source.last.id;
}

NameId Attribution::ModelId(std::size_t index, const PredictedFrame& predicted) {
  if (index >= last_models_.size()) last_models_.resize(index + 1);
  LastName& last = last_models_[index];
  if (last.id != NameTable::kOther && IsModelKey(last.text, predicted.model, predicted.model_version)) return last.id;
  last.text = ModelKey(predicted.model, predicted.model_version);
  last.id = model_names_.Add(last.text);
  return last.id;
}

void Attribution::Start(const JoinedFrame& joined) {
  frame_ = &joined.labels;
  for (std::size_t place = 0; place < sources_.size(); ++place) {
    Source& source = sources_[place];
    if (source.of_frame == nullptr) continue;
    source.frame_text = {};
    const std::string_view text = source.of_frame(joined.labels);
    shared_[place].value = text.empty() ? kNone : Look(place, text);
    source.frame_text = text;
  }
  models_.clear();
  for (std::size_t i = 0; i < joined.predictions.size(); ++i) models_.push_back(ModelId(i, joined.predictions[i]));
}

NameId Attribution::ValueOf(std::size_t place, const Label* label) {
  const Source& source = sources_[place];
  if (label != nullptr && source.of_label != nullptr && !(label->*source.of_label).empty()) {
    return Look(place, label->*source.of_label);
  }
  return shared_[place].value;
}

const Label* Attribution::LabelOf(const Finding& finding) const {
  if (finding.label < 0 || static_cast<std::size_t>(finding.label) >= frame_->labels.size()) return nullptr;
  return &frame_->labels[static_cast<std::size_t>(finding.label)];
}

// The class that a finding is about.
NameId Attribution::ClassOf(const Finding& finding, const Label* label) {
  if (label != nullptr) return label->class_id;
  return finding.kind == Kind::kWrongFrameClass ? finding.labeled_class : finding.suggested_class;
}

}  // namespace labelwatch
