#include "consumers/files/formats.h"

#include <algorithm>
#include <array>

#include "consumers/files/format_hint.h"
#include "consumers/files/formats/coco/coco_format.h"
#include "consumers/files/formats/cvat/cvat_format.h"
#include "consumers/files/formats/cvat/cvat_labels.h"
#include "consumers/files/formats/encord/encord_format.h"
#include "consumers/files/formats/encord/encord_labels.h"
#include "consumers/files/formats/frame_class_csv/frame_class_csv.h"
#include "consumers/files/formats/frame_class_csv/frame_class_format.h"
#include "consumers/files/formats/image_sizes/image_sizes_format.h"
#include "consumers/files/formats/kitti/kitti_format.h"
#include "consumers/files/formats/label_studio/label_studio_format.h"
#include "consumers/files/formats/labelme/labelme_format.h"
#include "consumers/files/formats/open_images/open_images_format.h"
#include "consumers/files/formats/recorded/recorded_format.h"
#include "consumers/files/formats/scalabel/scalabel.h"
#include "consumers/files/formats/scalabel/scalabel_format.h"
#include "consumers/files/formats/voc/voc_format.h"
#include "consumers/files/formats/yolo/yolo_format.h"

namespace labelwatch {
namespace {

// A file is of the first format that recognises it.
constexpr std::array kFormats = {
    Format{.id = "coco",
           .name = "COCO ground truth",
           .family = "COCO",
           .mark = "object with `images`, `annotations` or `categories`",
           .syntax = Syntax::kJson,
           .lists_unlabeled = true,
           .recognise = IsCocoLabels,
           .read_labels = OpenCocoLabels,
           .read_predictions = OpenCocoPredictions,
           .write = MakeCocoWriter},
    Format{.id = "coco-results",
           .name = "COCO results",
           .family = "COCO",
           .mark = "array of objects with `image_id`",
           .syntax = Syntax::kJson,
           .recognise = IsCocoResults,
           .read_predictions = OpenCocoResults},
    Format{.id = "voc",
           .name = "Pascal VOC XML",
           .family = "Pascal VOC",
           .mark = "outermost element `annotation`",
           .syntax = Syntax::kXml,
           .files = FilesOf::kPicture,
           .recognise = IsVoc,
           .read_labels = OpenVocLabels},
    Format{.id = "cvat",
           .name = "CVAT XML",
           .family = "CVAT",
           .mark = "outermost element `annotations`",
           .syntax = Syntax::kXml,
           .lists_unlabeled = true,
           .recognise = IsCvat,
           .read_labels = LabelsOfFile<ReadCvatLabels>,
           .write = MakeCvatWriter},
    Format{.id = "scalabel",
           .name = "Scalabel frames",
           .family = "Scalabel",
           .mark = "array of objects with `name` and `labels` or `videoName`; object with `frames`",
           .syntax = Syntax::kJson,
           .recognise = IsScalabel,
           .read_labels = LabelsOfFile<ReadScalabelLabels>,
           .read_predictions = PredictionsOfFile<ReadScalabelPredictions>},
    Format{.id = "label-studio",
           .name = "Label Studio JSON",
           .family = "Label Studio",
           .mark = "array of objects with `annotations`, or with `data`",
           .syntax = Syntax::kJson,
           .recognise = IsLabelStudio,
           .read_labels = OpenLabelStudioLabels,
           .read_predictions = OpenLabelStudioPredictions,
           .write = MakeLabelStudioWriter},
    Format{.id = "labelme",
           .name = "labelme JSON",
           .family = "labelme",
           .mark = "object with `shapes` and `imagePath`, or with `imageData`",
           .syntax = Syntax::kJson,
           .files = FilesOf::kPicture,
           .recognise = IsLabelme,
           .read_labels = OpenLabelmeLabels,
           .read_predictions = OpenLabelmePredictions},
    Format{.id = "encord",
           .name = "an export of Encord",
           .family = "Encord",
           .mark = "array of objects with `data_units`, or one alone",
           .syntax = Syntax::kJson,
           .recognise = IsEncord,
           .read_labels = LabelsOfFile<ReadEncordLabels>,
           .read_predictions = PredictionsOfFile<ReadEncordPredictions>,
           .write = MakeEncordWriter},
    Format{.id = "frame-classes",
           .name = "a frame-class CSV",
           .family = "frame-class CSV",
           .mark = "header that starts with `frame_id,`",
           .syntax = Syntax::kCsv,
           .recognise = IsFrameClassCsv,
           .read_labels = LabelsOfFile<ReadFrameClassLabels>,
           .read_predictions = PredictionsOfFile<ReadFrameClassPredictions>},
    Format{.id = "open-images-classes",
           .name = "class descriptions of Open Images",
           .family = "Open Images",
           .mark = "pairs of a label (`/m/...`) and its name",
           .syntax = Syntax::kCsv,
           .files = FilesOf::kPart,
           .recognise = IsOpenImagesClasses,
           .read_help = ReadOpenImagesClasses},
    Format{.id = "open-images-results",
           .name = "results of the Open Images challenge",
           .family = "Open Images",
           .mark = "header `ImageID,PredictionString`",
           .syntax = Syntax::kCsv,
           .recognise = IsOpenImagesResults,
           .read_predictions = OpenOpenImagesResults},
    Format{.id = "open-images",
           .name = "Open Images boxes",
           .family = "Open Images",
           .mark = "header with `ImageID` and `XMin`",
           .syntax = Syntax::kCsv,
           .files = FilesOf::kPart,
           .recognise = IsOpenImagesBoxes,
           .read_labels = OpenOpenImagesBoxes,
           .read_predictions = OpenOpenImagesResults},
    Format{.id = "open-images-image-labels",
           .name = "image-level labels of Open Images",
           .family = "Open Images",
           .mark = "header with `ImageID`, `LabelName` and `Confidence`",
           .syntax = Syntax::kCsv,
           .files = FilesOf::kPart,
           .recognise = IsOpenImagesImageLabels,
           .read_help = ReadOpenImagesImageLabels},
    Format{.id = "image-sizes",
           .name = "sizes of pictures",
           .family = "sizes of pictures",
           .mark = "header with `width`, `height` and the name of the picture",
           .syntax = Syntax::kCsv,
           .files = FilesOf::kPart,
           .recognise = IsImageSizes,
           .read_help = ReadImageSizes},
    Format{.id = "yolo",
           .name = "YOLO text",
           .family = "YOLO",
           .mark = "a line of numbers, a whole one first",
           .syntax = Syntax::kText,
           .files = FilesOf::kPictureText,
           .recognise = IsYolo,
           .read_labels = OpenYoloLabels,
           .read_predictions = OpenYoloPredictions},
    Format{.id = "kitti",
           .name = "KITTI objects",
           .family = "KITTI",
           .mark = "a line of a type and 14 or 15 numbers",
           .syntax = Syntax::kText,
           .files = FilesOf::kPictureText,
           .recognise = IsKittiObjects,
           .read_labels = OpenKittiLabels<KittiKind::kObjects>,
           .read_predictions = OpenKittiPredictions<KittiKind::kObjects>},
    Format{.id = "kitti-tracks",
           .name = "KITTI tracks",
           .family = "KITTI",
           .mark = "the same behind a frame and a track id",
           .syntax = Syntax::kText,
           .files = FilesOf::kPictureText,
           .recognise = IsKittiTracks,
           .read_labels = OpenKittiLabels<KittiKind::kTracks>,
           .read_predictions = OpenKittiPredictions<KittiKind::kTracks>},
    Format{.id = "recorded-lines",
           .name = "a recorded stream",
           .family = "recorded streams",
           .mark = "object with `frame_id`, one a line",
           .syntax = Syntax::kJson,
           .recognise = IsRecordedJson,
           .read_labels = OpenRecordedLabels,
           .read_predictions = OpenRecordedPredictions},
    // Any bytes may look like it, so that it is asked last.
    Format{.id = "recorded-binary",
           .name = "a recorded stream",
           .family = "recorded streams",
           .mark = "varint length, then a frame id",
           .syntax = Syntax::kBinary,
           .recognise = IsRecordedBinary,
           .read_labels = OpenRecordedLabels,
           .read_predictions = OpenRecordedPredictions},
};

}  // namespace

std::span<const Format> Formats() { return kFormats; }

const Format& FormatOf(std::string_view id) { return *std::ranges::find(kFormats, id, &Format::id); }

Result<const Format*> RecogniseFormat(ByteSource& source) {
  const FileHead head(source.Peek(FileHead::kBytes));
  const auto format = std::ranges::find_if(kFormats, [&](const Format& each) { return each.recognise(head); });
  if (format != kFormats.end()) return &*format;
  if (source.Failure()) return tl::unexpected<Error>(*source.Failure());
  if (head.Bytes().empty()) return BadInput(source.Path() + " is empty");
  return BadInput(source.Path() + " is in no format that is read: " + FormatHint(head.Text()));
}

std::string Families(const std::function<bool(const Format&)>& asked, std::string_view last_link) {
  std::vector<std::string_view> families;
  for (const Format& format : kFormats) {
    if (asked(format) && std::ranges::find(families, format.family) == families.end()) {
      families.push_back(format.family);
    }
  }
  std::string joined;
  for (std::size_t i = 0; i < families.size(); ++i) {
    if (i > 0) joined += i + 1 < families.size() ? ", " : last_link;
    joined += families[i];
  }
  return joined;
}

std::vector<std::string> WritableIds() {
  std::vector<std::string> ids;
  for (const Format& format : kFormats) {
    if (format.write != nullptr) ids.emplace_back(format.id);
  }
  return ids;
}

}  // namespace labelwatch
