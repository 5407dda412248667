#pragma once
// A model's class names in the words of the labels: names differ, several of the model's classes may be one of the
// labels', and some classes of the labels the model does not know at all.
//
//   ClassMap map(options.models, names.classes);
//   map.Apply(predicted);  // "automobile" is "car" from here on
//
// What a model does not know it says nothing about: a label of such a class is neither spurious nor wrong by it, and
// its silence is no evidence for the other models. Names are looked up once; a frame costs one step per prediction,
// and nothing for models that no map names. Single-owner: reuses memory.

#include <string>
#include <string_view>
#include <vector>

#include "detectors/contract/options.h"
#include "schema/frame.h"

namespace labelwatch {

class ClassMap {
 public:
  ClassMap(const ModelClassesByName& models, NameTable& classes);

  // Renames the classes of all predictions and class vectors, leaves out what maps to nothing, adds up probabilities
  // that become one class, and says which classes the model does not know. The map must outlive the use of the frame.
  void Apply(PredictedFrame& frame);

 private:
  struct Model {
    std::string name;
    std::vector<NameId> to;       // by class of the model; beyond its end: the same
    std::vector<NameId> unknown;  // classes of the labels
  };

  static NameId Mapped(const Model& model, NameId class_id);
  std::size_t MapProbabilities(const Model& model, std::size_t first, std::size_t count,
                               std::vector<ClassProbability>& probabilities);

  std::vector<Model> models_;
};

}  // namespace labelwatch
