#include "consumers/labeling/shown_request.h"

#include <algorithm>

#include "schema/shape_codec.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// A frame of ten thousand classes would make a table of a person's screen.
constexpr std::size_t kMostClasses = 10'000;

std::size_t RingsOf(const Shape& shape) {
  if (shape.kind != ShapeKind::kPolygon) return 1;
  const auto rings = DecodePolygon(shape.encoded);
  if (!rings) return 1;
  return static_cast<std::size_t>(std::ranges::count_if(*rings, [](const Ring& ring) { return !ring.hole; }));
}

bool IsAddress(std::string_view picture) {
  return picture.starts_with("http://") || picture.starts_with("https://") || picture.starts_with("/data/") ||
         picture.starts_with("s3://") || picture.starts_with("gs://") || picture.starts_with("azure-blob://");
}

}  // namespace

RequestLabels::RequestLabels(const RelabelRequest& request) : classes(kMostClasses), decoder(classes) {
  good = request.frame.labeled.empty() || decoder.Decode(request.frame.labeled, frame).has_value();
}

ShownIds::ShownIds(const LabeledFrame& frame) {
  for (std::size_t i = 0; i < frame.labels.size(); ++i) {
    const std::size_t rings = RingsOf(frame.labels[i].shape);
    std::string id = CleanText(frame.labels[i].id);
    for (int next = 0; id.empty() || !Take(id, rings); ++next) {
      id = "labelwatch-" + std::to_string(i + 1) + (next == 0 ? "" : "." + std::to_string(next));
    }
    ids_.push_back(id);
  }
}

std::string ShownIds::Of(const SuggestedLabel& label) {
  if (label.place >= 0) return ids_[static_cast<std::size_t>(label.place)];
  std::string id = CleanText(label.label.id);
  for (int next = 0; id.empty() || !Take(id, 1); ++next) id = "labelwatch-new-" + std::to_string(next);
  return id;
}

bool ShownIds::Take(const std::string& id, std::size_t rings) {
  std::vector<std::string> all = {id};
  for (std::size_t ring = 2; ring <= rings; ++ring) all.push_back(id + "-" + std::to_string(ring));
  if (std::ranges::any_of(all, [this](const std::string& one) { return taken_.contains(one); })) return false;
  taken_.insert(all.begin(), all.end());
  if (rings > 1) {
    for (const std::string& one : all) rings_[one] = id;
  }
  return true;
}

std::string SentenceOf(const FindingRecord& finding) {
  std::string text(KindWord(finding.kind));
  if (!finding.class_name.empty()) text += " " + CleanText(finding.class_name);
  if (!finding.suggested_class.empty() && finding.suggested_class != finding.class_name) {
    text += (finding.class_name.empty() ? " " : " -> ") + CleanText(finding.suggested_class);
  }
  if (!finding.evidence.empty()) text += ": " + CleanText(finding.evidence);
  return text;
}

std::string SentencesOf(const RelabelRequest& request) {
  std::string text = CleanText(request.reason);
  std::size_t number = 0;
  for (const FindingRecord& finding : request.frame.findings) {
    if (!text.empty()) text += " | ";
    text += std::to_string(++number) + ". " + SentenceOf(finding);
  }
  return text.empty() ? "Please check the labels." : text;
}

std::string PictureOf(const FlaggedFrame& frame, const std::string& prefix) {
  if (IsAddress(frame.image_uri)) return frame.image_uri;
  if (prefix.empty() && frame.image_uri.empty()) return {};
  return prefix + (frame.image_uri.empty() ? frame.frame_id : frame.image_uri);
}

std::vector<std::string> ClassesOf(const RelabelRequest& request) {
  const RequestLabels labels(request);
  std::set<std::string> classes;
  if (labels.good) {
    for (const SuggestedLabel& one : SuggestedLabels(labels.frame, {}, labels.classes)) classes.insert(one.class_name);
  }
  for (const FindingRecord& finding : request.frame.findings) classes.insert(finding.suggested_class);
  classes.erase("");
  return {classes.begin(), classes.end()};
}

}  // namespace labelwatch
