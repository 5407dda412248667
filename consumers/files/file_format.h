#pragma once
// What a file holds, told from its first bytes.

#include <string_view>

#include "consumers/files/text/byte_source.h"
#include "schema/result.h"

namespace labelwatch {

enum class FileFormat {
  kCocoLabels,             // an object with images, annotations, categories
  kCocoResults,            // an array of objects with image_id
  kScalabel,               // frames with name and labels (BDD100K): labels or predictions
  kFrameClassCsv,          // a header that starts with frame_id
  kRecordedJson,           // one message per line in protobuf JSON
  kRecordedBinary,         // messages, each after its length as a varint
  kVocXml,                 // XML whose outermost element is annotation
  kLabelStudio,            // an array of objects with annotations or predictions, and data
  kCvatXml,                // XML whose outermost element is annotations
  kYoloText,               // lines of numbers, a whole one first
  kKittiObjects,           // lines of a type and numbers
  kKittiTracks,            // the same behind a frame and a track id
  kOpenImagesBoxes,        // a header with ImageID and XMin
  kOpenImagesImageLabels,  // a header with ImageID, LabelName and Confidence, without XMin
  kOpenImagesClasses,      // pairs of a label (/m/...) and its name
  kOpenImagesResults,      // a header ImageID,PredictionString
  kImageSizes,             // a header with width, height and the name of the picture
};

// "COCO ground truth", ...
std::string_view FormatName(FileFormat format);

// An error names the file and says what it looks like instead.
Result<FileFormat> RecogniseFormat(ByteSource& source);

}  // namespace labelwatch
