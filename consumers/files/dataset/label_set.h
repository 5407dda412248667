#pragma once
// Frames that a reader has read one after the other, kept as the bytes of their messages: what a new format needs in
// order to become a LabelSource. The reader only fills a LabeledFrame that it reuses:
//
//   auto set = std::make_unique<LabelSet>(classes);
//   LabeledFrame frame;
//   for (each image of the file) {
//     frame.Clear();
//     frame.frame_id = "train/000001.jpg";                 // as the file writes it; the set makes the frame id of it
//     Label& label = frame.labels.emplace_back();
//     label.class_id = classes.Add("car");                 // valid UTF-8 only
//     label.shape = {ShapeKind::kBox, {10, 20, 30, 40}, {}};
//     if (auto added = set->Add(frame, time); !added) problems.LeftOut(place + added.error().message);
//   }
//
// Views in the frame need to live only during Add. Where the file does not say an id, a uri or an annotator, leave it
// empty. All texts must be valid UTF-8.
//
// Memory: the message (a box label about 60 bytes) plus about 120 bytes and the path of a frame. Single-owner.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/dataset/frame_names.h"
#include "consumers/files/dataset/frame_source.h"
#include "consumers/files/text/text_arena.h"
#include "schema/frame.h"
#include "schema/names.h"
#include "schema/result.h"

namespace labelwatch {

// A label that a reader leaves out is not absent: people did label the object. Whether all objects of its class have a
// label that was read is then unknown in this frame.
void MarkUnknown(LabeledFrame& frame, NameId class_id);

class LabelSet : public LabelSource {
 public:
  // `classes` must outlive the object.
  explicit LabelSet(NameTable& classes) : classes_(classes) {}

  // Keeps the frame; number n is the n-th that was added. `frame.frame_id` is the name of the image as the file writes
  // it, folder included: the frame id is the name without folder, or with it where two images share the name; the uri
  // of the image is the name as written unless the frame has one. `time_ms`: as the file says. All labels by one
  // annotator: the annotator of the frame, which is why `frame` is changed. An error: the frame has no name, or is
  // there already; then nothing is kept. The error is a clause without place.
  Result<void> Add(LabeledFrame& frame, std::optional<std::int64_t> time_ms = {});
  // Of the frame that was added last something was left out of which nobody knows the class: none is complete there.
  void LastIsIncomplete();
  // All classes that the file lists.
  void List(std::vector<ListedClass> classes) { listed_ = std::move(classes); }
  // Folders that files say of themselves are not where the pictures lie (VOC).
  void LeaveFoldersOut() { folders_ = false; }
  // The size of pictures whose frame has none, where the file says it once for all.
  void SetCommonSize(ImageSize size);
  bool Has(std::string_view name) const { return names_.Find(name).has_value(); }

  std::size_t Frames() const override { return frames_.size(); }
  FrameRef Frame(std::size_t number) const override;
  std::optional<LabelSpan> LabelTimes() const override { return label_times_.Span(); }
  FrameOrigin Origin(std::size_t number) const override {
    return {folders_ ? names_.Path(static_cast<std::uint32_t>(number)) : std::string_view(), {}};
  }
  std::vector<ListedClass> Classes() const override { return listed_; }
  bool Empty(std::size_t number) const override { return frames_[number].empty && !frames_[number].incomplete; }
  void Encode(std::size_t number, std::int64_t event_time_ms, std::string& value) override;

 private:
  struct Kept {
    std::string_view bytes, sequence;
    std::optional<std::int64_t> time_ms;
    ImageSize size;
    bool incomplete = false, empty = false;
  };
  NameTable& classes_;
  TextArena arena_;
  FrameNames names_{arena_};
  std::vector<Kept> frames_;
  LabelSpanSurvey label_times_;
  std::vector<ListedClass> listed_;
  bool folders_ = true;
  std::string scratch_;
  LabeledFrame ending_;  // what is only known when the frame is sent
};

// The same for predictions, which are looked up by the id of a labeled frame: with or without folder and extension.
// `frame.model` and `model_version` may be left empty: they are those of the command line.
class PredictionSet : public PredictionSource {
 public:
  // `model`: "name" or "name@version". `classes` must outlive the object.
  PredictionSet(std::string_view model, NameTable& classes) : model_(model), classes_(classes) {}

  Result<void> Add(const PredictedFrame& frame);  // errors as above

  bool Encode(const FrameRef& frame, std::int64_t event_time_ms, std::string& value) override;
  std::optional<FrameRef> NextUnclaimed() override;

 private:
  struct Kept {
    std::string_view bytes;
    bool claimed = false;
  };
  const ModelName model_;
  NameTable& classes_;
  TextArena arena_;
  FrameNames names_{arena_};
  std::vector<Kept> frames_;
  std::size_t next_ = 0;
  std::string scratch_;
  PredictedFrame ending_;
};

}  // namespace labelwatch
