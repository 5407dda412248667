#pragma once
// What a file holds, told from its first bytes.

#include <string_view>

#include "consumers/files/byte_source.h"
#include "schema/result.h"

namespace labelwatch {

enum class FileFormat {
  kCocoLabels,      // an object with images, annotations, categories
  kCocoResults,     // an array of objects with image_id
  kScalabel,        // frames with name and labels (BDD100K): labels or predictions
  kFrameClassCsv,   // a header that starts with frame_id
  kRecordedJson,    // one message per line in protobuf JSON
  kRecordedBinary,  // messages, each after its length as a varint
  kVocXml,          // XML whose outermost element is annotation
  kLabelStudio,     // an array of objects with annotations or predictions, and data
  kCvatXml,         // XML whose outermost element is annotations
};

// "COCO ground truth", ...
std::string_view FormatName(FileFormat format);

// An error names the file and says what it looks like instead.
Result<FileFormat> RecogniseFormat(ByteSource& source);

}  // namespace labelwatch
