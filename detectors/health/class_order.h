#pragma once
// Class ids in another order: a model that calls (nearly) every car person and every person car says nothing about the
// labels, its list of classes is another one. One class called by another's name is not that: such pairs are confused
// by weak models and by people, and stay findings. Pure.

#include <optional>
#include <vector>

#include "detectors/health/input_sample.h"

namespace labelwatch {

struct OtherName {
  NameId labeled = 0, named = 0;   // what people call it, and the model
  std::size_t pairs = 0, all = 0;  // of the pairs with such a label, those with that name
};

// All classes that are called otherwise; at least two. Empty: the names fit.
std::vector<OtherName> FindClassOrder(const SampledModel& model);

}  // namespace labelwatch
