#include "consumers/files/dataset/recorded_messages.h"

#include <algorithm>

namespace labelwatch {

bool BeginsWithMessage(std::string_view bytes, char tag) {
  std::uint64_t size = 0;
  std::size_t i = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    if (i == bytes.size()) return false;
    const auto byte = static_cast<unsigned char>(bytes[i++]);
    size |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) break;
  }
  // Tag, length of the text, text: they fit into the message.
  return size >= 3 && i + 1 < bytes.size() && bytes[i] == tag && static_cast<unsigned char>(bytes[i + 1]) < 0x80 &&
         static_cast<unsigned char>(bytes[i + 1]) + 2u <= size;
}

Result<bool> RecordedMessages::NextLine() {
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

Result<bool> RecordedMessages::NextDelimited() {
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
