#pragma once
// A recorded stream: messages as they went over the topic, one per line in protobuf JSON, or each after its length as a
// varint. Read one by one; nothing is kept. What a message holds is for wire to judge, a broken one included.
//
// Single-owner.

#include <cstdint>
#include <memory>
#include <string>

#include "consumers/files/text/byte_source.h"
#include "schema/record.h"
#include "schema/result.h"

namespace labelwatch {

class RecordedStream {
 public:
  // Longer messages end the file: what follows such a length is not a recorded stream.
  static constexpr std::size_t kMaxMessage = 256u << 20;

  RecordedStream(std::unique_ptr<ByteSource> source, Side side, bool lines)
      : source_(std::move(source)), side_(side), lines_(lines) {}

  // The next message as `value`, `key` and `timestamp_ms` (0 where it has no time) of the record; false at the end.
  Result<bool> Next(Record& record);
  bool Ended() const { return ended_; }
  // Of the last message; empty where wire would refuse it.
  const std::string& FrameId() const { return frame_id_; }

 private:
  Result<bool> NextLine();
  Result<bool> NextDelimited();

  std::unique_ptr<ByteSource> source_;
  Side side_;
  bool lines_, ended_ = false;
  std::string value_, scratch_, key_, frame_id_;
};

}  // namespace labelwatch
