#pragma once
// A recorded stream: messages as they went over the topic, one per line in protobuf JSON, or each after its length as a
// varint. Read one by one; nothing is kept. What a message holds is for wire to judge, a broken one included.
//
// Single-owner.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "consumers/files/dataset/label_span.h"
#include "consumers/files/dataset/recorded_messages.h"
#include "schema/record.h"
#include "schema/result.h"

namespace labelwatch {

struct RecordedSurvey {
  std::uint64_t messages = 0;
  std::optional<LabelSpan> label_times;  // nothing: not every frame says when it was labeled
};

class RecordedStream {
 public:
  RecordedStream(std::unique_ptr<ByteSource> source, Side side, RecordedForm form)
      : messages_(std::move(source), form), side_(side) {}

  // The next message as `value`, `key` and `timestamp_ms` (0 where it has no time) of the record; false at the end.
  Result<bool> Next(Record& record);
  bool Ended() const { return ended_; }
  // Of the last message; empty where wire would refuse it.
  const std::string& FrameId() const { return frame_id_; }

  // Of labels: reads all of the file once more, beside this. Nothing: it is a pipe, or it is broken further down.
  std::optional<RecordedSurvey> Survey() const;

 private:
  RecordedMessages messages_;
  Side side_;
  bool ended_ = false;
  std::string scratch_, key_, frame_id_;
};

}  // namespace labelwatch
