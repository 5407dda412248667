#include "schema/calibration.h"

namespace labelwatch {

std::string ModelKey(std::string_view model, std::string_view model_version) {
  std::string key(model);
  if (!model_version.empty()) key.append("@").append(model_version);
  return key;
}

bool IsModelKey(std::string_view key, std::string_view model, std::string_view model_version) {
  if (!key.starts_with(model)) return false;
  key.remove_prefix(model.size());
  if (model_version.empty()) return key.empty();
  return key.size() == model_version.size() + 1 && key.front() == '@' && key.ends_with(model_version);
}

const ModelCalibration* Calibration::Find(std::string_view model, std::string_view model_version) const {
  for (const auto& known : models) {
    if (IsModelKey(known->model, model, model_version)) return known.get();
  }
  return nullptr;
}

}  // namespace labelwatch
