#pragma once
// The files and folders of a command line, opened by content: what a stream of records is made from.
//
//   FileInputs inputs;
//   inputs.OpenLabels({"labels/", "images/", "data.yaml"});   // in any order
//   inputs.OpenPredictions({"yolo", "runs/labels"});
//   for (auto& input : inputs.Labels()) ...
//
// Among the labels may stand what readers need beside them: a folder of pictures, a CSV of their sizes, a list of class
// names, the image-level labels and class descriptions of Open Images. Single-owner.

#include <memory>
#include <string>
#include <vector>

#include "consumers/files/dataset/class_list.h"
#include "consumers/files/dataset/frame_source.h"
#include "consumers/files/dataset/image_sizes.h"
#include "consumers/files/dataset/label_set.h"
#include "consumers/files/formats/coco/coco_labels.h"
#include "consumers/files/formats/open_images/open_images.h"
#include "consumers/files/formats/recorded/recorded_stream.h"
#include "consumers/files/formats/yolo/yolo_labels.h"
#include "consumers/files/input_survey.h"
#include "consumers/files/record_stream.h"
#include "consumers/files/text/problems.h"

namespace labelwatch {

class FileInputs {
 public:
  // One input: frames that are looked up, or a recorded stream.
  template <typename Source>
  struct Input {
    Source* frames = nullptr;
    std::unique_ptr<Source> owned;
    std::unique_ptr<RecordedStream> recorded;
  };

  Result<void> OpenLabels(const std::vector<std::string>& paths);
  Result<void> OpenPredictions(const PredictionFile& file);  // after the labels

  std::vector<Input<LabelSource>>& Labels() { return labels_; }
  std::vector<Input<PredictionSource>>& Predictions() { return predictions_; }
  const std::vector<std::string>& Models() const { return models_; }
  const labelwatch::Problems& Problems() const { return problems_; }

 private:
  Result<void> Survey(const std::string& path, std::vector<GivenInput>& given);
  Result<void> ReadHelp(GivenInput& given);  // what is no labels itself: sizes, names, image-level labels
  Result<void> Open(GivenInput& given);
  Result<void> OpenVoc(GivenInput& given);
  LabelSet& VocSet();
  static Result<ClassList> NamesFor(const std::string& path, std::vector<std::string> nearest,
                                    const std::vector<std::string>& others);
  void TakeSizesOfLabels();
  Result<void> Keep(Result<std::unique_ptr<LabelSource>> read);

  NameTable classes_{1u << 20};
  labelwatch::Problems problems_;
  ImageSizes sizes_;
  OpenImages open_images_{classes_};
  std::vector<std::string> class_lists_;  // given by themselves; then those that labels were read with
  bool sizes_of_labels_taken_ = false;
  std::vector<std::string> models_;
  std::vector<std::unique_ptr<CocoLabels>> truths_;
  std::vector<Input<LabelSource>> labels_;
  LabelSet* voc_ = nullptr;  // the set that Pascal VOC files go to while they follow each other
  std::vector<Input<PredictionSource>> predictions_;
};

}  // namespace labelwatch
