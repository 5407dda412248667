#pragma once
// What a stream of records is put together from: sources of labeled frames, and of predictions that are looked up by
// frame. Both are internal to consumers/files.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/dataset/event_time.h"
#include "consumers/files/dataset/frame_origin.h"
#include "consumers/files/dataset/image_size.h"
#include "consumers/files/dataset/label_span.h"

namespace labelwatch {

// A frame on its way out. Views are valid until the source that made it is asked for the next one.
struct FrameRef {
  std::string_view frame_id, sequence;
  std::optional<std::int64_t> time_ms;  // as the file says; nothing: it does not
  const void* set = nullptr;            // the ground truth it is part of, and its number there
  std::size_t number = 0;
  ImageSize size;  // of the picture, where the labels say it

  std::string_view Key() const { return sequence.empty() ? frame_id : sequence; }
};

class LabelSource {
 public:
  virtual ~LabelSource() = default;
  virtual std::size_t Frames() const = 0;
  virtual FrameRef Frame(std::size_t number) const = 0;
  // Nothing: it does not say of every frame when it was labeled.
  virtual std::optional<LabelSpan> LabelTimes() const { return std::nullopt; }
  virtual FrameOrigin Origin(std::size_t /*number*/) const { return {}; }
  virtual std::vector<ListedClass> Classes() const { return {}; }
  // Whether the frame is listed and nothing more: no label, nothing left out, no class that was looked for.
  virtual bool Empty(std::size_t /*number*/) const { return false; }
  // Protobuf bytes of the labeled frame; replaces `value`.
  virtual void Encode(std::size_t number, std::int64_t event_time_ms, std::string& value) = 0;
};

class PredictionSource {
 public:
  virtual ~PredictionSource() = default;
  // Protobuf bytes of the predictions for the frame; replaces `value`. False: there are none.
  virtual bool Encode(const FrameRef& frame, std::int64_t event_time_ms, std::string& value) = 0;
  // The next frame, in file order, whose predictions were not asked for yet.
  virtual std::optional<FrameRef> NextUnclaimed() = 0;
};

// "name@version" in its two parts.
struct ModelName {
  explicit ModelName(std::string_view text)
      : name(text.substr(0, text.find('@'))), version(text.size() > name.size() ? text.substr(name.size() + 1) : "") {}
  std::string name, version;
};

}  // namespace labelwatch
