#include "consumers/files/file_format.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "consumers/files/format_hint.h"
#include "consumers/files/text/text_lines.h"

namespace labelwatch {
namespace {

constexpr std::size_t kHead = 1u << 16;  // bytes that are looked at

constexpr std::array<std::string_view, 7> kCocoKeys = {"images",   "annotations", "categories", "info",
                                                       "licenses", "type",        "videos"};
constexpr std::array<std::string_view, 36> kMessageKeys = {"frame_id",
                                                           "frameId",
                                                           "source",
                                                           "sequence",
                                                           "sequence_index",
                                                           "sequenceIndex",
                                                           "annotator",
                                                           "label_revision",
                                                           "labelRevision",
                                                           "event_time_unix_ms",
                                                           "eventTimeUnixMs",
                                                           "image_width",
                                                           "imageWidth",
                                                           "image_height",
                                                           "imageHeight",
                                                           "image",
                                                           "labels",
                                                           "frame_classes",
                                                           "frameClasses",
                                                           "exhaustive_classes",
                                                           "exhaustiveClasses",
                                                           "unknown_classes",
                                                           "unknownClasses",
                                                           "verified_absent_classes",
                                                           "verifiedAbsentClasses",
                                                           "ignore_regions",
                                                           "ignoreRegions",
                                                           "model",
                                                           "model_version",
                                                           "modelVersion",
                                                           "predictions",
                                                           "class_probabilities",
                                                           "classProbabilities",
                                                           "trained_on_this_frame",
                                                           "trainedOnThisFrame",
                                                           "frame_class"};

std::string_view SkipSpace(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

// Removes a JSON string, quotes included, from the front; the text between the quotes. Nothing: it does not end here.
std::optional<std::string_view> TakeString(std::string_view& text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      const std::string_view inside = text.substr(1, i - 1);
      text.remove_prefix(i + 1);
      return inside;
    }
  }
  return {};
}

// The keys of the first object, as far as the text goes.
std::vector<std::string_view> TopLevelKeys(std::string_view text) {
  std::vector<std::string_view> keys;
  int depth = 0;
  bool key_next = true;
  while (!text.empty()) {
    const char c = text.front();
    if (c == '"') {
      const auto inside = TakeString(text);
      if (!inside) break;
      if (depth == 1 && key_next) keys.push_back(*inside);
      key_next = false;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) break;
    if (c == ',' && depth == 1) key_next = true;
    text.remove_prefix(1);
  }
  return keys;
}

bool LooksLikeMessages(std::string_view head) {
  std::uint64_t size = 0;
  std::size_t i = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    if (i == head.size()) return false;
    const auto byte = static_cast<unsigned char>(head[i++]);
    size |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) break;
  }
  // A message starts with its frame id: field 1, a text (0x0A), whose length fits into the message.
  return size >= 3 && i + 1 < head.size() && head[i] == '\x0A' && static_cast<unsigned char>(head[i + 1]) < 0x80 &&
         static_cast<unsigned char>(head[i + 1]) + 2u <= size;
}

// The first frame of Scalabel: a name, and what only frames have.
bool LooksLikeScalabelFrame(const std::vector<std::string_view>& keys) {
  const auto has = [&](std::string_view key) { return std::ranges::find(keys, key) != keys.end(); };
  return has("name") && (has("labels") || has("videoName") || has("video_name") || has("frameIndex"));
}

template <std::size_t N>
bool Among(const std::array<std::string_view, N>& keys, std::string_view key) {
  return std::ranges::find(keys, key) != keys.end();
}

// Where the outermost element has the name of one: declarations and comments before it are passed over.
std::optional<FileFormat> RecogniseXml(std::string_view text) {
  constexpr std::string_view kRoot = "<annotation";
  const std::size_t root = text.find(kRoot);
  if (root == std::string_view::npos) return {};
  return text.substr(root + kRoot.size()).starts_with('s') ? FileFormat::kCvatXml : FileFormat::kVocXml;
}

// CSV of which the header tells what it is.
std::optional<FileFormat> RecogniseHeader(std::string_view line) {
  std::vector<std::string_view> columns;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    std::string_view column = line.substr(begin, end - begin);
    if (column.size() >= 2 && column.starts_with('"') && column.ends_with('"'))
      column = column.substr(1, column.size() - 2);
    columns.push_back(column);
    begin = end + 1;
  }
  const auto has = [&](std::string_view name) { return std::ranges::find(columns, name) != columns.end(); };
  if (columns.size() == 2 && (line.starts_with("/m/") || line.starts_with("/g/") || has("DisplayName"))) {
    return FileFormat::kOpenImagesClasses;
  }
  if (has("ImageID") && has("PredictionString")) return FileFormat::kOpenImagesResults;
  if (has("ImageID") && has("XMin")) return FileFormat::kOpenImagesBoxes;
  if (has("ImageID") && has("LabelName") && has("Confidence")) return FileFormat::kOpenImagesImageLabels;
  if (has("width") && has("height") && !has("xmin") &&
      (has("image") || has("file_name") || has("filename") || has("name") || has("path") || has("ImageID"))) {
    return FileFormat::kImageSizes;
  }
  return {};
}

// Lines of columns, told from the first one that is not empty. It may have too few or too many: that is said where the
// line is read.
std::optional<FileFormat> RecogniseLine(std::string_view line) {
  std::vector<std::string_view> columns;
  SplitColumns(line, columns);
  const auto numbers = [&](std::size_t from) {
    return std::all_of(columns.begin() + static_cast<std::ptrdiff_t>(from), columns.end(),
                       [](std::string_view text) { return NumberIn(text).has_value(); });
  };
  const auto word = [](std::string_view text) {
    return ((text.front() | 0x20) >= 'a' && (text.front() | 0x20) <= 'z') && !NumberIn(text);
  };
  if (columns.size() >= 5 && WholeNumberIn(columns[0]) && numbers(1)) return FileFormat::kYoloText;
  const auto words = static_cast<std::size_t>(std::ranges::find_if_not(columns, word) - columns.begin());
  if (words >= 1 && columns.size() >= words + 7 && numbers(words)) return FileFormat::kKittiObjects;
  if (columns.size() >= 10 && WholeNumberIn(columns[0]) && NumberIn(columns[1]) && word(columns[2]) && numbers(3)) {
    return FileFormat::kKittiTracks;
  }
  return {};
}

std::optional<FileFormat> Recognise(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const std::string_view text = SkipSpace(head);
  if (text.starts_with('{')) {
    const auto keys = TopLevelKeys(text);
    const bool task = std::ranges::count(keys, "data") > 0 && std::ranges::count(keys, "images") == 0;
    if (task) return {};  // of Label Studio, alone
    for (const std::string_view key : keys) {
      if (key == "frames") return FileFormat::kScalabel;
      if (Among(kCocoKeys, key)) return FileFormat::kCocoLabels;
      if (Among(kMessageKeys, key)) return FileFormat::kRecordedJson;
    }
  }
  if (text.starts_with('[')) {
    const std::string_view inside = SkipSpace(text.substr(1));
    if (inside.starts_with(']')) return FileFormat::kCocoResults;
    if (inside.starts_with('{') && std::ranges::count(TopLevelKeys(inside), "image_id") > 0) {
      return FileFormat::kCocoResults;
    }
    if (inside.starts_with('{') && LooksLikeScalabelFrame(TopLevelKeys(inside))) return FileFormat::kScalabel;
  }
  if (text.starts_with('[')) {
    const auto keys = TopLevelKeys(SkipSpace(text.substr(1)));
    const auto has = [&](std::string_view key) { return std::ranges::count(keys, key) > 0; };
    // The data may stand behind more annotations than are looked at.
    const bool create_ml = has("image") && !has("data") && !has("id");
    if ((has("annotations") && !create_ml) || has("completions") ||
        (has("data") && (has("id") || has("predictions")))) {
      return FileFormat::kLabelStudio;
    }
  }
  if (text.starts_with('<')) {
    if (const auto format = RecogniseXml(text)) return format;
  }
  if (text.starts_with("frame_id,") || text.starts_with("\"frame_id\",")) return FileFormat::kFrameClassCsv;
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  if (const auto format = RecogniseHeader(line)) return format;
  if (const auto format = RecogniseLine(line)) return format;
  if (LooksLikeMessages(head)) return FileFormat::kRecordedBinary;
  return {};
}

}  // namespace

std::string_view FormatName(FileFormat format) {
  switch (format) {
    case FileFormat::kCocoLabels:
      return "COCO ground truth";
    case FileFormat::kCocoResults:
      return "COCO results";
    case FileFormat::kScalabel:
      return "Scalabel frames";
    case FileFormat::kFrameClassCsv:
      return "a frame-class CSV";
    case FileFormat::kVocXml:
      return "Pascal VOC XML";
    case FileFormat::kLabelStudio:
      return "Label Studio JSON";
    case FileFormat::kCvatXml:
      return "CVAT XML";
    case FileFormat::kYoloText:
      return "YOLO text";
    case FileFormat::kKittiObjects:
      return "KITTI objects";
    case FileFormat::kKittiTracks:
      return "KITTI tracks";
    case FileFormat::kOpenImagesBoxes:
      return "Open Images boxes";
    case FileFormat::kOpenImagesImageLabels:
      return "image-level labels of Open Images";
    case FileFormat::kOpenImagesClasses:
      return "class descriptions of Open Images";
    case FileFormat::kOpenImagesResults:
      return "results of the Open Images challenge";
    case FileFormat::kImageSizes:
      return "sizes of pictures";
    case FileFormat::kRecordedJson:
    case FileFormat::kRecordedBinary:
      break;
  }
  return "a recorded stream";
}

Result<FileFormat> RecogniseFormat(ByteSource& source) {
  const std::string_view head = source.Peek(kHead);
  if (const auto format = Recognise(head)) return *format;
  if (source.Failure()) return tl::unexpected<Error>(*source.Failure());
  if (head.empty()) return BadInput(source.Path() + " is empty");
  return BadInput(source.Path() + " is in no format that is read: " + std::string(FormatHint(SkipSpace(head))));
}

}  // namespace labelwatch
