#pragma once
// Labels to a file of a labeling tool. What a format cannot carry is counted by name, never dropped in silence.
//
//   auto writer = FormatOf("cvat").write(stream, classes);
//   writer->Add(frame);  ...
//   writer->Finish();
//   for (const auto& [what, count] : writer->Losses()) ...

#include <cstdint>
#include <map>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "consumers/files/dataset/frame_origin.h"
#include "schema/frame.h"

namespace labelwatch {

// A shape that somebody proposes for a frame, not one of its labels: what a finding says. `score`: 0..1; `note`: a line
// for a person; `model`: who proposes.
struct Suggestion {
  Label label;
  double score = 0;
  std::string note, model;
};

// Single-owner. Frames are written as they come.
class LabelWriter {
 public:
  virtual ~LabelWriter() = default;
  // For the frame that is added next. Must outlive that call.
  void Suggest(std::span<const Suggestion> suggestions) { suggestions_ = suggestions; }
  // Classes that the source lists, in its order, before the first frame: also those that no label has.
  virtual void List(NameId class_id, std::string_view original_id) = 0;
  // `name`: of the picture, with its folders; `image_id`: as the source says, or empty.
  virtual void Add(const LabeledFrame& frame, const FrameOrigin& origin) = 0;
  virtual void Finish() = 0;

  // "track ids" -> how many of them; by name.
  const std::map<std::string, std::uint64_t>& Losses() const { return losses_; }

 protected:
  std::span<const Suggestion> Suggestions() const { return suggestions_; }
  void Lose(const char* what, std::uint64_t count = 1) {
    if (count > 0) losses_[what] += count;
  }

 private:
  std::map<std::string, std::uint64_t> losses_;
  std::span<const Suggestion> suggestions_;
};

}  // namespace labelwatch
