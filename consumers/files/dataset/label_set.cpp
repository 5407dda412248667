#include "consumers/files/dataset/label_set.h"

#include <algorithm>

#include "schema/text.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

Result<void> NotAdded(std::string_view path) {
  if (path.empty()) return BadInput("the frame has no name");
  return BadInput("the frame " + std::string(CutAtCharacter(path, 200)) + " is there already");
}

// One annotator for the whole frame is said once; then a missing label has an annotator, too.
void HoistAnnotator(LabeledFrame& frame) {
  if (!frame.annotator.empty() || frame.labels.empty()) return;
  const std::string_view annotator = frame.labels.front().annotator;
  const auto same = [&](const Label& label) { return label.annotator == annotator; };
  if (annotator.empty() || !std::ranges::all_of(frame.labels, same)) return;
  frame.annotator = annotator;
}

}  // namespace

void MarkUnknown(LabeledFrame& frame, NameId class_id) {
  auto& unknown = frame.unknown_classes;
  if (std::ranges::find(unknown, class_id) == unknown.end()) unknown.push_back(class_id);
}

Result<void> LabelSet::Add(LabeledFrame& frame, std::optional<std::int64_t> time_ms) {
  const std::string_view path = frame.frame_id;
  if (!names_.Add(path)) return NotAdded(path);
  HoistAnnotator(frame);
  for (Label& label : frame.labels) {
    if (label.annotator == frame.annotator) label.annotator = {};
  }
  if (frame.image_uri.empty()) frame.image_uri = path;
  frame.frame_id = {};  // only known when all frames are
  frame.event_time_ms = 0;
  label_times_.Add(frame.labeled_at_ms);
  scratch_.clear();
  labelwatch::Encode(frame, classes_, scratch_);
  frame.frame_id = path;
  frames_.push_back(
      {arena_.Keep(scratch_), arena_.Keep(frame.sequence), time_ms, ImageSize{frame.image_width, frame.image_height}});
  frames_.back().empty = frame.labels.empty() && frame.frame_classes.empty() && frame.exhaustive_classes.empty() &&
                         frame.absent_classes.empty() && frame.unknown_classes.empty() && frame.ignore_regions.empty();
  return {};
}

void LabelSet::LastIsIncomplete() { frames_.back().incomplete = true; }

FrameRef LabelSet::Frame(std::size_t number) const {
  const Kept& kept = frames_[number];
  return {names_.Id(static_cast<std::uint32_t>(number)),
          kept.sequence,
          kept.time_ms,
          this,
          number,
          kept.size.Known() ? kept.size : ImageSize{ending_.image_width, ending_.image_height}};
}

// What stands in the frame comes behind and counts.
void LabelSet::SetCommonSize(ImageSize size) {
  ending_.image_width = size.width;
  ending_.image_height = size.height;
}

// The order of fields in a message is free, so that what is only known now is put around what was kept.
void LabelSet::Encode(std::size_t number, std::int64_t event_time_ms, std::string& value) {
  value.clear();
  ending_.frame_id = names_.Id(static_cast<std::uint32_t>(number));
  ending_.event_time_ms = event_time_ms;
  ending_.unknown_classes.clear();
  // All names that any file has: only now are they known.
  for (NameId id = 1; frames_[number].incomplete && id < classes_.Size(); ++id) ending_.unknown_classes.push_back(id);
  labelwatch::Encode(ending_, classes_, value);
  value.append(frames_[number].bytes);
}

Result<void> PredictionSet::Add(const PredictedFrame& frame) {
  if (!names_.Add(frame.frame_id)) return NotAdded(frame.frame_id);
  scratch_.clear();
  labelwatch::Encode(frame, classes_, scratch_);
  frames_.push_back({arena_.Keep(scratch_), false});
  return {};
}

// The id, the sequence and the time of the labels stand behind what was kept: the last of a field counts.
bool PredictionSet::Encode(const FrameRef& frame, std::int64_t event_time_ms, std::string& value) {
  auto number = names_.Find(frame.frame_id);
  // The model may have seen the file before it was uploaded to be labeled.
  if (!number) number = names_.Find(WithoutUploadMark(frame.frame_id));
  if (!number) return false;
  Kept& kept = frames_[*number];
  kept.claimed = true;
  ending_.frame_id = frame.frame_id;
  ending_.sequence = frame.sequence;
  ending_.model = model_.name;
  ending_.model_version = model_.version;
  ending_.event_time_ms = event_time_ms;
  value.assign(kept.bytes);
  labelwatch::Encode(ending_, classes_, value);
  return true;
}

std::optional<FrameRef> PredictionSet::NextUnclaimed() {
  while (next_ < frames_.size() && frames_[next_].claimed) ++next_;
  if (next_ == frames_.size()) return {};
  FrameRef frame;
  frame.frame_id = names_.Id(static_cast<std::uint32_t>(next_));
  ++next_;
  return frame;
}

}  // namespace labelwatch
