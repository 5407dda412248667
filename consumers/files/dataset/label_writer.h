#pragma once
// Labels to a file of a labeling tool: COCO, CVAT XML 1.1 for images, Label Studio JSON. What a format cannot carry is
// counted by name, never dropped in silence.
//
//   auto writer = MakeLabelWriter(LabelFormat::kCvat, stream, classes);
//   writer->Add(frame);  ...
//   writer->Finish();
//   for (const auto& [what, count] : writer->Losses()) ...

#include <cstdint>
#include <map>
#include <memory>
#include <ostream>
#include <string>

#include "schema/frame.h"

namespace labelwatch {

enum class LabelFormat { kCoco, kCvat, kLabelStudio };

// Single-owner. Frames are written as they come; of COCO the annotations are held until the end, because they follow
// all images.
class LabelWriter {
 public:
  virtual ~LabelWriter() = default;
  virtual void Add(const LabeledFrame& frame) = 0;
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

// `out` and `classes` must outlive the writer.
std::unique_ptr<LabelWriter> MakeLabelWriter(LabelFormat format, std::ostream& out, const NameTable& classes);
std::unique_ptr<LabelWriter> MakeCocoWriter(std::ostream& out, const NameTable& classes);
std::unique_ptr<LabelWriter> MakeCvatWriter(std::ostream& out, const NameTable& classes);
std::unique_ptr<LabelWriter> MakeLabelStudioWriter(std::ostream& out, const NameTable& classes);

}  // namespace labelwatch
