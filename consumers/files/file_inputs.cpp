#include "consumers/files/file_inputs.h"

#include <algorithm>

#include "consumers/files/formats/coco/coco_results.h"
#include "consumers/files/formats/cvat/cvat_labels.h"
#include "consumers/files/formats/frame_class_csv/frame_class_csv.h"
#include "consumers/files/formats/kitti/kitti_labels.h"
#include "consumers/files/formats/label_studio/label_studio_labels.h"
#include "consumers/files/formats/scalabel/scalabel.h"
#include "consumers/files/formats/voc/voc_labels.h"

namespace labelwatch {
namespace {

KittiKind KindOf(FileFormat format) {
  return format == FileFormat::kKittiTracks ? KittiKind::kTracks : KittiKind::kObjects;
}

}  // namespace

// One file per image: the files of a folder, and those that follow each other on the command line, are one set. A
// broken file of a folder is left out and named; the others are read.
LabelSet& FileInputs::VocSet() {
  if (voc_ == nullptr || labels_.empty() || labels_.back().frames != voc_) {
    Input<LabelSource>& input = labels_.emplace_back();
    auto set = std::make_unique<LabelSet>(classes_);
    voc_ = set.get();
    input.owned = std::move(set);
    input.frames = voc_;
  }
  return *voc_;
}

Result<void> FileInputs::Survey(const std::string& path, std::vector<GivenInput>& given) {
  auto surveyed = SurveyPath(path, problems_);
  if (!surveyed) return tl::unexpected<Error>(surveyed.error());
  for (const DataFile& picture : surveyed->pictures) sizes_.AddPicture(picture.name, picture.path);
  for (std::string& list : surveyed->class_lists) class_lists_.push_back(std::move(list));
  for (GivenInput& each : surveyed->inputs) given.push_back(std::move(each));
  return {};
}

// The first list that is one, `nearest` before `others`.
Result<ClassList> FileInputs::NamesFor(const std::string& path, std::vector<std::string> nearest,
                                       const std::vector<std::string>& others) {
  nearest.insert(nearest.end(), others.begin(), others.end());
  std::string nameless;
  for (const std::string& candidate : nearest) {
    auto list = ReadClassList(candidate);
    if (!list) return tl::unexpected<Error>(list.error());
    if (*list) return std::move(**list);
    nameless = candidate + " holds no names; ";
  }
  return BadInput(path + ": the classes of YOLO text are numbers; " + nameless +
                  "put data.yaml, obj.names or classes.txt (one name a " +
                  "line) beside it, or give it as one more --labels");
}

Result<void> FileInputs::Keep(Result<std::unique_ptr<LabelSource>> read) {
  if (!read) return tl::unexpected<Error>(read.error());
  Input<LabelSource>& input = labels_.emplace_back();
  input.owned = std::move(*read);
  input.frames = input.owned.get();
  return {};
}

Result<void> FileInputs::OpenVoc(GivenInput& given) {
  // One tool wrote them all: where one box begins at 0, all count from there.
  VocOrigin origin = VocOrigin::kOne;
  for (const DataFile& file : given.files) {
    const auto source = ByteSource::Open(file.path);
    if (source && VocOriginOf(**source) == VocOrigin::kZero) origin = VocOrigin::kZero;
    if (origin == VocOrigin::kZero) break;
  }
  if (origin == VocOrigin::kZero) {
    problems_.Note(given.path + ": a box begins at 0, so that they count from 0 and not from 1 as in Pascal VOC");
  }
  if (given.source != nullptr) return ReadVocLabels(*given.source, origin, classes_, VocSet(), problems_);
  for (const DataFile& file : given.files) {
    auto source = ByteSource::Open(file.path);
    if (!source) return tl::unexpected<Error>(source.error());
    if (auto added = ReadVocLabels(**source, origin, classes_, VocSet(), problems_); !added) {
      problems_.LeftOut(added.error().message);
    }
  }
  return {};
}

Result<void> FileInputs::Open(GivenInput& given) {
  switch (given.format) {
    case FileFormat::kVocXml:
      return OpenVoc(given);
    case FileFormat::kYoloText: {
      const auto names = NamesFor(given.path, class_lists_, given.class_lists);
      if (!names) return tl::unexpected<Error>(names.error());
      class_lists_.push_back(names->path);
      return Keep(ReadYoloLabels(given.files, {*names, sizes_}, classes_, problems_));
    }
    case FileFormat::kKittiObjects:
    case FileFormat::kKittiTracks:
      return Keep(ReadKittiLabels(given.files, KindOf(given.format), sizes_, classes_, problems_));
    case FileFormat::kOpenImagesBoxes:
      return Keep(open_images_.ReadBoxes(*given.source, sizes_, problems_));
    case FileFormat::kCocoLabels: {
      auto read = CocoLabels::Read(*given.source, classes_, problems_);
      if (!read) return tl::unexpected<Error>(read.error());
      labels_.emplace_back().frames = truths_.emplace_back(std::move(*read)).get();
      return {};
    }
    case FileFormat::kScalabel:
      return Keep(ReadScalabelLabels(*given.source, classes_, problems_));
    case FileFormat::kLabelStudio:
      return Keep(ReadLabelStudioLabels(*given.source, classes_, problems_));
    case FileFormat::kCvatXml:
      return Keep(ReadCvatLabels(*given.source, classes_, problems_));
    case FileFormat::kFrameClassCsv:
      return Keep(ReadFrameClassLabels(*given.source, classes_, problems_));
    case FileFormat::kRecordedJson:
    case FileFormat::kRecordedBinary:
      labels_.emplace_back().recorded = std::make_unique<RecordedStream>(std::move(given.source), Side::kLabels,
                                                                         given.format == FileFormat::kRecordedJson);
      return {};
    case FileFormat::kOpenImagesImageLabels:
    case FileFormat::kOpenImagesClasses:
    case FileFormat::kImageSizes:
      return {};  // were read before
    case FileFormat::kOpenImagesResults:
    case FileFormat::kCocoResults:
      break;
  }
  return BadInput(given.path + " holds " + std::string(FormatName(given.format)) +
                  ", which are predictions, not labels: give it as --predictions NAME=FILE");
}

Result<void> FileInputs::ReadHelp(GivenInput& given) {
  if (given.format == FileFormat::kImageSizes) return sizes_.ReadCsv(*given.source, problems_);
  if (given.format == FileFormat::kOpenImagesClasses) return open_images_.ReadDescriptions(*given.source, problems_);
  return open_images_.ReadImageLabels(*given.source, problems_);
}

Result<void> FileInputs::OpenLabels(const std::vector<std::string>& paths) {
  std::vector<GivenInput> given;
  for (const std::string& path : paths) {
    // Every frame would be there twice.
    if (std::ranges::count(paths, path) > 1) return BadInput(path + " is given twice");
    if (auto surveyed = Survey(path, given); !surveyed) return surveyed;
  }
  // What readers need beside the labels is read first, whatever the order of the command line; names before what is
  // written in them.
  for (const FileFormat format :
       {FileFormat::kImageSizes, FileFormat::kOpenImagesClasses, FileFormat::kOpenImagesImageLabels}) {
    for (GivenInput& each : given) {
      if (each.format != format) continue;
      if (auto read = ReadHelp(each); !read) return read;
    }
  }
  for (GivenInput& each : given) {
    if (auto opened = Open(each); !opened) return opened;
  }
  if (labels_.empty() && !paths.empty()) {
    return BadInput(paths.front() +
                    ": the --labels hold no labels: pictures, their sizes and lists of names only help to read others");
  }
  const bool frames = std::ranges::any_of(
      labels_, [](const auto& input) { return input.frames == nullptr || input.frames->Frames() > 0; });
  if (!frames && problems_.LeftOutCount() > 0) {
    return BadInput("no frame of the --labels can be used; the first trouble: " + problems_.FirstLeftOut());
  }
  return {};
}

// Predictions in parts of the picture may belong to labels that say its size.
void FileInputs::TakeSizesOfLabels() {
  if (sizes_of_labels_taken_) return;
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
}

Result<void> FileInputs::OpenPredictions(const PredictionFile& file) {
  auto surveyed = SurveyPath(file.path, problems_);
  if (!surveyed) return tl::unexpected<Error>(surveyed.error());
  if (!surveyed->class_lists.empty()) {
    return BadInput(file.path + " is a list of class names; give it as one more --labels");
  }
  if (surveyed->inputs.size() != 1) {
    return BadInput("the folder " + file.path +
                    " holds no predictions of one model: YOLO or KITTI text; other formats are read by file");
  }
  GivenInput& given = surveyed->inputs.front();
  models_.push_back(file.model);
  Input<PredictionSource>& input = predictions_.emplace_back();
  const auto take = [&](Result<std::unique_ptr<PredictionSource>> read) -> Result<void> {
    if (!read) return tl::unexpected<Error>(read.error());
    input.owned = std::move(*read);
    input.frames = input.owned.get();
    return {};
  };
  switch (given.format) {
    case FileFormat::kYoloText: {
      // A model may number its classes otherwise than the labels: what lies beside its files counts first.
      const auto names = NamesFor(given.path, given.class_lists, class_lists_);
      if (!names) return tl::unexpected<Error>(names.error());
      TakeSizesOfLabels();
      return take(ReadYoloPredictions(given.files, file.model, {*names, sizes_}, classes_, problems_));
    }
    case FileFormat::kKittiObjects:
    case FileFormat::kKittiTracks:
      return take(ReadKittiPredictions(given.files, KindOf(given.format), file.model, sizes_, classes_, problems_));
    case FileFormat::kOpenImagesBoxes:
    case FileFormat::kOpenImagesResults:
      TakeSizesOfLabels();
      return take(open_images_.ReadResults(*given.source, file.model, sizes_, problems_));
    case FileFormat::kCocoResults:
      return take(ReadCocoResults(*given.source, file.model, truths_, classes_, problems_));
    case FileFormat::kLabelStudio:
      return take(ReadLabelStudioPredictions(*given.source, file.model, classes_, problems_));
    case FileFormat::kScalabel:
      return take(ReadScalabelPredictions(*given.source, file.model, classes_, problems_));
    case FileFormat::kFrameClassCsv:
      return take(ReadFrameClassPredictions(*given.source, file.model, classes_, problems_));
    case FileFormat::kRecordedJson:
    case FileFormat::kRecordedBinary:
      input.recorded = std::make_unique<RecordedStream>(std::move(given.source), Side::kPredictions,
                                                        given.format == FileFormat::kRecordedJson);
      return {};
    case FileFormat::kCocoLabels:
    case FileFormat::kVocXml:
    case FileFormat::kCvatXml:
    case FileFormat::kOpenImagesImageLabels:
    case FileFormat::kOpenImagesClasses:
    case FileFormat::kImageSizes:
      break;
  }
  return BadInput(file.path + " holds " + std::string(FormatName(given.format)) +
                  ", which is labels: give it as --labels; predictions of COCO images are an array of results");
}

}  // namespace labelwatch
