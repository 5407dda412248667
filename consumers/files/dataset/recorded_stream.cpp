#include "consumers/files/dataset/recorded_stream.h"

#include <algorithm>

namespace labelwatch {

Result<bool> RecordedStream::Next(Record& record) {
  auto more = lines_ ? NextLine() : NextDelimited();
  if (!more || !*more) {
    ended_ = true;
    return more;
  }
  key_.clear();
  frame_id_.clear();
  record = Record{};
  record.side = side_;
  record.value = value_;
  const WireLimits limits;
  if (const auto plain = Unframe(value_, side_, limits, scratch_)) {
    if (const auto envelope = ReadEnvelope(*plain, side_, limits)) {
      frame_id_ = envelope->frame_id;
      key_ = envelope->sequence.empty() ? envelope->frame_id : envelope->sequence;
      record.timestamp_ms = envelope->event_time_ms;
    }
  }
  record.key = key_;
  return true;
}

Result<bool> RecordedStream::NextLine() {
  value_.clear();
  for (;;) {
    const std::string_view window = source_->Window();
    if (window.empty()) {
      if (source_->Failure()) return tl::unexpected<Error>(*source_->Failure());
      return !value_.empty();
    }
    const std::size_t end = std::min(window.find('\n'), window.size());
    if (value_.size() + end > kMaxMessage) {
      return BadInput(source_->Path() + ", byte " + std::to_string(source_->Offset()) + ": the line is longer than " +
                      std::to_string(kMaxMessage >> 20) + " MB");
    }
    value_ += window.substr(0, end);
    source_->Skip(std::min(end + 1, window.size()));
    if (end == window.size()) continue;
    if (value_.ends_with('\r')) value_.pop_back();
    if (!value_.empty()) return true;  // empty lines are passed over
  }
}

Result<bool> RecordedStream::NextDelimited() {
  const std::uint64_t offset = source_->Offset();
  const auto truncated = [&]() -> Result<bool> {
    if (source_->Failure()) return tl::unexpected<Error>(*source_->Failure());
    return BadInput(source_->Path() + ", byte " + std::to_string(offset) +
                    ": the last message is cut off; the file is truncated");
  };
  if (source_->Window().empty()) {
    if (source_->Failure()) return tl::unexpected<Error>(*source_->Failure());
    return false;
  }
  std::uint64_t size = 0;
  for (int shift = 0;; shift += 7) {
    const std::string_view window = source_->Window();
    if (window.empty()) return truncated();
    const auto byte = static_cast<unsigned char>(window.front());
    source_->Skip(1);
    size |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) break;
    if (shift == 28) {
      size = kMaxMessage + 1;
      break;
    }
  }
  if (size > kMaxMessage) {
    return BadInput(source_->Path() + ", byte " + std::to_string(offset) + ": not the length of a message");
  }
  value_.clear();
  while (value_.size() < size) {
    const std::string_view window = source_->Window();
    if (window.empty()) return truncated();
    const std::size_t part = std::min<std::size_t>(window.size(), static_cast<std::size_t>(size) - value_.size());
    value_ += window.substr(0, part);
    source_->Skip(part);
  }
  return true;
}

}  // namespace labelwatch
