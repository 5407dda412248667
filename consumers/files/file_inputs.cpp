#include "consumers/files/file_inputs.h"

#include <algorithm>

#include "consumers/files/formats.h"

namespace labelwatch {

Result<void> FileInputs::Survey(const std::string& path, std::vector<GivenInput>& given) {
  auto surveyed = SurveyPath(path, inputs_.Problems());
  if (!surveyed) return tl::unexpected<Error>(surveyed.error());
  if (read_by_file_.empty()) read_by_file_ = surveyed->read_by_file;
  for (const DataFile& picture : surveyed->pictures) inputs_.Sizes().AddPicture(picture.name, picture.path);
  for (std::string& list : surveyed->class_lists) inputs_.ClassLists().push_back(std::move(list));
  for (GivenInput& each : surveyed->inputs) given.push_back(std::move(each));
  return {};
}

// What readers need beside the labels is read first, whatever the order of the command line.
Result<void> FileInputs::ReadHelp(std::vector<GivenInput>& given) {
  for (const Format& format : Formats()) {
    if (format.read_help == nullptr) continue;
    for (GivenInput& each : given) {
      if (each.format != &format) continue;
      if (auto read = format.read_help(each, inputs_); !read) return read;
    }
  }
  return {};
}

Result<void> FileInputs::ReadLabels(GivenInput& given) {
  if (given.format->read_help != nullptr) return {};  // was read before
  if (given.format->read_labels != nullptr) {
    const std::size_t before = Labels().size();
    auto read = given.format->read_labels(given, inputs_);
    for (std::size_t i = before; i < Labels().size(); ++i)
      Labels()[i].empty_says_nothing = given.format->lists_unlabeled;
    return read;
  }
  return BadInput(given.path + " holds " + std::string(given.format->name) +
                  ", which are predictions, not labels: give it as --predictions NAME=FILE");
}

Result<void> FileInputs::OpenLabels(const std::vector<std::string>& paths) {
  std::vector<GivenInput> given;
  for (const std::string& path : paths) {
    // Every frame would be there twice.
    if (std::ranges::count(paths, path) > 1) return BadInput(path + " is given twice");
    if (auto surveyed = Survey(path, given); !surveyed) return surveyed;
  }
  if (auto read = ReadHelp(given); !read) return read;
  for (GivenInput& each : given) {
    if (auto read = ReadLabels(each); !read) return read;
  }
  if (Labels().empty() && !paths.empty()) {
    if (!read_by_file_.empty())
      return BadInput("the --labels hold no labels that are read by folder; " + read_by_file_);
    return BadInput(paths.front() +
                    ": the --labels hold no labels: pictures, their sizes and lists of names only help to read others");
  }
  const bool frames = std::ranges::any_of(
      Labels(), [](const auto& input) { return input.frames == nullptr || input.frames->Frames() > 0; });
  if (!frames && Problems().LeftOutCount() > 0) {
    return BadInput("no frame of the --labels can be used; the first trouble: " + Problems().FirstLeftOut());
  }
  return {};
}

Result<void> FileInputs::OpenPredictions(const PredictionFile& file) {
  auto surveyed = SurveyPath(file.path, inputs_.Problems());
  if (!surveyed) return tl::unexpected<Error>(surveyed.error());
  if (!surveyed->class_lists.empty()) {
    return BadInput(file.path + " is a list of class names; give it as one more --labels");
  }
  if (surveyed->inputs.size() != 1) {
    const auto in_folders = [](const Format& format) {
      return format.read_predictions != nullptr &&
             (format.files == FilesOf::kPicture || format.files == FilesOf::kPictureText);
    };
    return BadInput("the folder " + file.path + " holds no predictions of one model in files of " +
                    Families(in_folders) + "; other formats are read by file");
  }
  GivenInput& given = surveyed->inputs.front();
  if (std::ranges::find(models_, file.model) != models_.end()) {
    inputs_.Problems().Note("the model " + file.model +
                            " is given more than once: its files count as one model, and of a frame that two of them "
                            "have the first is used; give other models names of their own (" +
                            file.model + "2=" + file.path + ")");
  }
  models_.push_back(file.model);
  if (given.format->read_predictions != nullptr) return given.format->read_predictions(given, file.model, inputs_);
  return BadInput(file.path + " holds " + std::string(given.format->name) +
                  ", which is labels: give it as --labels; predictions of COCO images are an array of results");
}

}  // namespace labelwatch
