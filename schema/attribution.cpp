#include "schema/attribution.h"

#include <algorithm>
#include <tuple>

#include "schema/calibration.h"

namespace labelwatch {

Attribution::Attribution(Names& names) : model_names_(names.Of(Dimension::kModel)) {
  for (std::size_t i = 0; i < names.Dimensions().size(); ++i) {
    const DimensionInfo& info = names.Dimensions()[i];
    if (info.of_frame == nullptr && info.of_label == nullptr) continue;
    const auto dimension = static_cast<Dimension>(i);
    shared_.push_back({dimension, kNone});
    Source& source = sources_.emplace_back();
    source.of_frame = info.of_frame;
    source.of_label = info.of_label;
    source.names = &names_.emplace_back(names.Of(dimension));
  }
}

NameId Attribution::LookAnew(Source& source, std::string_view text) {
  source.last.id = source.names->Add(text);
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
  labels_ = joined.labels.labels;
  own_.clear();
  SharedValue* shared = shared_.data();
  for (Source& source : sources_) {
    std::string_view text;
    if (source.of_frame != nullptr) text = source.of_frame(joined.labels);
    shared->value = text.empty() ? kNone : Look(source, text);
    if (source.of_label != nullptr) FindOwn(source, *shared, text);
    ++shared;
  }
  models_.resize(joined.predictions.size());
  for (std::size_t i = 0; i < models_.size(); ++i) models_[i] = ModelId(i, joined.predictions[i]);
}

void Attribution::FindOwn(Source& source, const SharedValue& shared, std::string_view frame_text) {
  const auto field = source.of_label;
  for (std::size_t i = 0; i < labels_.size(); ++i) {
    const std::string_view text = labels_[i].*field;
    if (text.empty() || text == frame_text || !labels_[i].Judged()) continue;
    const NameId value = Look(source, text);
    if (value != shared.value) own_.push_back({i, shared.dimension, value, shared.value});
  }
}

NameId Attribution::ValueOf(const SharedValue& shared, std::size_t label) const {
  const auto own = std::lower_bound(own_.begin(), own_.end(), std::tuple(shared.dimension, label),
                                    [](const OwnValue& value, const std::tuple<Dimension, std::size_t>& sought) {
                                      return std::tuple(value.dimension, value.label) < sought;
                                    });
  const bool found = own != own_.end() && own->dimension == shared.dimension && own->label == label;
  return found ? own->value : shared.value;
}

}  // namespace labelwatch
