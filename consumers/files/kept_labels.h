#pragma once
// Labels that are held in memory as a stream, for whoever writes files: what came from a topic.

#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/record_stream.h"

namespace labelwatch {

class KeptLabels : public RecordStream {
 public:
  // `message`: a LabeledFrame as a record has it, framed or not. `picture`: its name or address; empty: the frame's id.
  void Add(std::string message, std::string picture = {}) { kept_.push_back({std::move(message), std::move(picture)}); }
  std::size_t Size() const { return kept_.size(); }

  Result<bool> Next(Record& record) override;
  StreamProgress Progress() const override { return {next_, kept_.size(), 0}; }
  const std::vector<std::string>& Models() const override { return kNone; }
  std::optional<LabelSpan> LabelTimes() const override { return std::nullopt; }
  FrameOrigin Origin() const override { return {kept_[next_ - 1].picture, {}}; }
  std::vector<ListedClass> Classes() const override { return {}; }
  const std::vector<std::string>& Problems() const override { return kNone; }

 private:
  static inline const std::vector<std::string> kNone;
  struct Kept {
    std::string message, picture;
  };
  std::vector<Kept> kept_;
  std::size_t next_ = 0;
};

}  // namespace labelwatch
