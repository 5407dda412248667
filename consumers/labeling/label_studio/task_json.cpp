#include "consumers/labeling/label_studio/task_json.h"

#include <algorithm>
#include <set>
#include <span>

#include "consumers/labeling/suggested_labels.h"
#include "schema/shape_codec.h"
#include "schema/text.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
// A frame of ten thousand classes would make a table of a person's screen.
constexpr std::size_t kMostClasses = 10'000;

// The labels of a request, decoded; views point into the request.
struct Labels {
  explicit Labels(const RelabelRequest& request) : classes(kMostClasses), decoder(classes) {
    good = request.frame.labeled.empty() || decoder.Decode(request.frame.labeled, frame).has_value();
  }
  NameTable classes;
  FrameDecoder decoder;
  LabeledFrame frame;
  bool good = false;
};

// "1. missing car: no label where the model is sure (0.93)"
std::string Sentences(const RelabelRequest& request) {
  std::string text = CleanText(request.reason);
  std::size_t number = 0;
  for (const FindingRecord& finding : request.frame.findings) {
    if (!text.empty()) text += " | ";
    text += std::to_string(++number) + ". " + std::string(KindWord(finding.kind));
    if (!finding.class_name.empty()) text += " " + CleanText(finding.class_name);
    if (!finding.suggested_class.empty() && finding.suggested_class != finding.class_name) {
      text += (finding.class_name.empty() ? " " : " -> ") + CleanText(finding.suggested_class);
    }
    if (!finding.evidence.empty()) text += ": " + CleanText(finding.evidence);
  }
  return text.empty() ? "Please check the labels." : text;
}

double Certainty(const FlaggedFrame& frame) {
  double most = 0;
  for (const FindingRecord& finding : frame.findings) most = std::max(most, finding.probability);
  return std::clamp(most, 0.0, 1.0);
}

void PutData(const RelabelRequest& request, const std::string& picture, const TaskShape& shape, JsonWriter& json) {
  json.Key("data").OpenObject();
  json.Key(CleanText(shape.controls->picture_key)).Text(CleanText(picture));
  json.Key(kRequestIdKey).Text(CleanText(request.id));
  json.Key("labelwatch_why").Text(Sentences(request));
  json.Key("labelwatch_frame").Text(CleanText(request.frame_id));
  json.Key("labelwatch_queue").Text(ReviewQueueWord(request.queue));
  json.Key("labelwatch_priority").Real(request.priority);
  if (!request.frame.source.empty()) json.Key("labelwatch_source").Text(CleanText(request.frame.source));
  if (!request.frame.annotator.empty()) json.Key("labelwatch_annotator").Text(CleanText(request.frame.annotator));
  json.CloseObject();
}

std::size_t RingsOf(const Shape& shape) {
  if (shape.kind != ShapeKind::kPolygon) return 1;
  const auto rings = DecodePolygon(shape.encoded);
  if (!rings) return 1;
  return static_cast<std::size_t>(std::ranges::count_if(*rings, [](const Ring& ring) { return !ring.hole; }));
}

// Ids of regions, one for each label of a frame. Two regions of one id are one region, so a label whose id is not its
// own, or none, gets one.
class RegionIds {
 public:
  explicit RegionIds(const LabeledFrame& frame) {
    for (std::size_t i = 0; i < frame.labels.size(); ++i) {
      const std::size_t rings = RingsOf(frame.labels[i].shape);
      std::string id = CleanText(frame.labels[i].id);
      for (int next = 0; id.empty() || !Take(id, rings); ++next) {
        id = "labelwatch-" + std::to_string(i + 1) + (next == 0 ? "" : "." + std::to_string(next));
      }
      ids_.push_back(id);
    }
  }
  // That of an added one stands alone, too.
  std::string Of(const SuggestedLabel& label) {
    if (label.place >= 0) return ids_[static_cast<std::size_t>(label.place)];
    std::string id = CleanText(label.label.id);
    for (int next = 0; id.empty() || !Take(id, 1); ++next) id = "labelwatch-new-" + std::to_string(next);
    return id;
  }
  const std::map<std::string, std::string>& Rings() const { return rings_; }

 private:
  bool Take(const std::string& id, std::size_t rings) {
    std::vector<std::string> all = {id};
    for (std::size_t ring = 2; ring <= rings; ++ring) all.push_back(id + "-" + std::to_string(ring));
    if (std::ranges::any_of(all, [this](const std::string& one) { return taken_.contains(one); })) return false;
    taken_.insert(all.begin(), all.end());
    if (rings > 1) {
      for (const std::string& one : all) rings_[one] = id;
    }
    return true;
  }

  std::set<std::string> taken_;
  std::vector<std::string> ids_;
  std::map<std::string, std::string> rings_;
};

// The regions of one prediction. Attributes, tracks and marks are not shown: a project may not know them.
void PutRegions(const std::vector<SuggestedLabel>& labels, const FlaggedFrame& frame, RegionIds& ids,
                LabelStudioRegions& regions) {
  for (const SuggestedLabel& one : labels) {
    const std::string id = ids.Of(one), name = CleanText(one.class_name);
    std::string note;
    LabelOfRegion region{&one.label, name, id};
    if (one.because != nullptr) {
      note = std::string(KindWord(one.because->kind)) + ": " + CleanText(one.because->evidence);
      region.note = note;
      region.score = std::clamp(one.because->probability, 0.0, 1.0);
    }
    regions.Put(region, frame.image_width, frame.image_height);
  }
}

bool IsAddress(std::string_view picture) {
  return picture.starts_with("http://") || picture.starts_with("https://") || picture.starts_with("/data/") ||
         picture.starts_with("s3://") || picture.starts_with("gs://") || picture.starts_with("azure-blob://");
}

}  // namespace

std::string PictureOf(const FlaggedFrame& frame, const std::string& prefix) {
  if (IsAddress(frame.image_uri)) return frame.image_uri;
  if (prefix.empty() && frame.image_uri.empty()) return {};
  return prefix + (frame.image_uri.empty() ? frame.frame_id : frame.image_uri);
}

Result<void> PutTask(const TaskRequest& request, const TaskShape& shape, JsonWriter& json,
                     std::map<std::string, std::uint64_t>& losses) {
  const FlaggedFrame& frame = request.request.frame;
  if (frame.image_width == 0 || frame.image_height == 0) {
    return BadInput("the size of its picture is not known, and regions are percent of it");
  }
  const std::string picture = PictureOf(frame, shape.image_prefix);
  if (picture.empty()) return BadInput("it has no address of its picture, and there is no label_studio.image_prefix");
  const Labels labels(request.request);
  if (!labels.good) return BadInput("its labels cannot be read");
  json.OpenObject();
  PutData(request.request, picture, shape, json);
  json.Key("meta").OpenObject();
  json.Key("labelwatch").Text(Base64(request.bytes));
  json.CloseObject();
  json.Key("predictions").OpenList();
  LabelStudioRegions regions(json, {.controls = shape.controls->names, .clip = true},
                             [&losses](const char* what, std::uint64_t count) { losses[what] += count; });
  RegionIds ids(labels.frame);
  for (const bool suggested : {true, false}) {
    json.OpenObject();
    json.Key("model_version").Text(suggested ? kSuggestionsVersion : kCurrentVersion);
    json.Key("score").Real(suggested ? Certainty(frame) : 0);
    json.Key("result").OpenList();
    const auto findings = suggested ? std::span<const FindingRecord>(frame.findings) : std::span<const FindingRecord>();
    PutRegions(SuggestedLabels(labels.frame, findings, labels.classes), frame, ids, regions);
    json.CloseList();
    json.CloseObject();
  }
  json.CloseList();
  json.CloseObject();
  return {};
}

std::map<std::string, std::int32_t> PutCurrentLabels(const RelabelRequest& request, const ProjectControls& controls,
                                                     JsonWriter& json, std::map<std::string, std::string>& rings) {
  const Labels labels(request);
  RegionIds ids(labels.frame);
  rings = ids.Rings();
  const std::vector<SuggestedLabel> current = SuggestedLabels(labels.frame, {}, labels.classes);
  std::map<std::string, std::int32_t> places;
  for (const SuggestedLabel& one : current) places[ids.Of(one)] = one.place;
  LabelStudioRegions regions(json, {.controls = controls.names, .clip = true}, [](const char*, std::uint64_t) {});
  json.OpenList();
  PutRegions(current, request.frame, ids, regions);
  json.CloseList();
  return places;
}

std::vector<std::string> ClassesOf(const RelabelRequest& request) {
  const Labels labels(request);
  std::set<std::string> classes;
  if (labels.good) {
    for (const SuggestedLabel& one : SuggestedLabels(labels.frame, {}, labels.classes)) classes.insert(one.class_name);
  }
  for (const FindingRecord& finding : request.frame.findings) classes.insert(finding.suggested_class);
  classes.erase("");
  return {classes.begin(), classes.end()};
}

std::string Base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      word = word << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k <= bytes.size() ? kDigits[word >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

std::optional<std::string> FromBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t word = 0;
    std::size_t fill = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const char c = text[i + k];
      const auto digit = kDigits.find(c);
      if (c == '=' && i + 4 == text.size() && k >= 2 && (k == 3 || text[i + 3] == '=')) {
        ++fill;
        word <<= 6;
      } else if (digit == std::string_view::npos || fill > 0) {
        return std::nullopt;
      } else {
        word = word << 6 | static_cast<std::uint32_t>(digit);
      }
    }
    for (std::size_t k = 0; k + fill < 3; ++k) bytes += static_cast<char>(word >> (16 - 8 * k) & 255);
  }
  return bytes;
}

}  // namespace labelwatch
