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

#include <string>
#include <vector>

#include "consumers/files/formats/open_inputs.h"
#include "consumers/files/input_survey.h"
#include "consumers/files/record_stream.h"

namespace labelwatch {

class FileInputs {
 public:
  void ReadEveryAnnotation() { inputs_.every_annotation = true; }
  Result<void> OpenLabels(const std::vector<std::string>& paths);
  Result<void> OpenPredictions(const PredictionFile& file);  // after the labels

  std::vector<OpenInputs::Input<LabelSource>>& Labels() { return inputs_.Labels(); }
  const std::vector<OpenInputs::Input<LabelSource>>& Labels() const { return inputs_.Labels(); }
  std::vector<OpenInputs::Input<PredictionSource>>& Predictions() { return inputs_.Predictions(); }
  const std::vector<std::string>& Models() const { return models_; }
  const labelwatch::Problems& Problems() const { return inputs_.Problems(); }
  void Note(const std::string& sentence) { inputs_.Problems().Note(sentence); }

 private:
  Result<void> Survey(const std::string& path, std::vector<GivenInput>& given);
  Result<void> ReadHelp(std::vector<GivenInput>& given);
  Result<void> ReadLabels(GivenInput& given);

  OpenInputs inputs_;
  std::string read_by_file_;  // files in folders that must be named themselves
  std::vector<std::string> models_;
};

}  // namespace labelwatch
