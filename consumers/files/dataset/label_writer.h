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
#include <string>
#include <string_view>

#include "consumers/files/dataset/frame_origin.h"
#include "schema/frame.h"

namespace labelwatch {

// Single-owner. Frames are written as they come.
class LabelWriter {
 public:
  virtual ~LabelWriter() = default;
  // Classes that the source lists, in its order, before the first frame: also those that no label has.
  virtual void List(NameId class_id, std::string_view original_id) = 0;
  // `name`: of the picture, with its folders; `image_id`: as the source says, or empty.
  virtual void Add(const LabeledFrame& frame, const FrameOrigin& origin) = 0;
  virtual void Finish() = 0;

  // "track ids" -> how many of them; by name.
  const std::map<std::string, std::uint64_t>& Losses() const { return losses_; }

 protected:
  void Lose(const char* what, std::uint64_t count = 1) {
    if (count > 0) losses_[what] += count;
  }

 private:
  std::map<std::string, std::uint64_t> losses_;
};

}  // namespace labelwatch
