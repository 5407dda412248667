#pragma once
// What the files of a command line have given so far, and what readers need beside their own file: names of classes,
// sizes of pictures, what other files of the same format have said. Single-owner.

#include <map>
#include <memory>
#include <string>
#include <typeindex>
#include <vector>

#include "consumers/files/dataset/frame_source.h"
#include "consumers/files/dataset/image_sizes.h"
#include "consumers/files/dataset/label_set.h"
#include "consumers/files/dataset/recorded_stream.h"
#include "consumers/files/text/problems.h"
#include "schema/names.h"
#include "schema/result.h"

namespace labelwatch {

struct Format;

class OpenInputs {
 public:
  // One input: frames that are looked up, or a recorded stream.
  template <typename Source>
  struct Input {
    Source* frames = nullptr;
    std::unique_ptr<Source> owned;
    std::unique_ptr<RecordedStream> recorded;
    bool empty_says_nothing = false;  // a frame without labels may not be labeled yet (Format::lists_unlabeled)
  };

  bool every_annotation = false;  // of a frame, where a format has several of them; else one is chosen

  std::vector<Input<LabelSource>>& Labels() { return labels_; }
  const std::vector<Input<LabelSource>>& Labels() const { return labels_; }
  std::vector<Input<PredictionSource>>& Predictions() { return predictions_; }
  NameTable& Classes() { return classes_; }
  labelwatch::Problems& Problems() { return problems_; }
  const labelwatch::Problems& Problems() const { return problems_; }
  ImageSizes& Sizes() { return sizes_; }
  // Predictions in parts of the picture may belong to labels that say its size.
  ImageSizes& SizesWithThoseOfLabels();
  // Lists of class names that were given by themselves; then those that labels were read with.
  std::vector<std::string>& ClassLists() { return class_lists_; }

  Result<void> Keep(Result<std::unique_ptr<LabelSource>> read);
  Result<void> Keep(Result<std::unique_ptr<PredictionSource>> read);
  // The set that files of one picture each go to: those of a folder, and those that follow each other on the command
  // line, are one set.
  LabelSet& SetOf(const Format& format);
  // The one object of this type that files of a format share; made with `arguments` when it is first asked for.
  template <typename T, typename... Arguments>
  T& Shared(Arguments&... arguments) {
    std::shared_ptr<void>& shared = shared_[typeid(T)];
    if (!shared) shared = std::make_shared<T>(arguments...);
    return *static_cast<T*>(shared.get());
  }

 private:
  NameTable classes_{1u << 20};
  labelwatch::Problems problems_;
  ImageSizes sizes_;
  bool sizes_of_labels_taken_ = false;
  std::vector<std::string> class_lists_;
  std::map<std::type_index, std::shared_ptr<void>> shared_;  // before those that look into it
  std::vector<Input<LabelSource>> labels_;
  const Format* set_format_ = nullptr;
  LabelSet* set_ = nullptr;  // of that format, while it is the last of the labels
  std::vector<Input<PredictionSource>> predictions_;
};

}  // namespace labelwatch
