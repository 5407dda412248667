#include "consumers/waiting_frames.h"

#include <utility>

namespace labelwatch {
namespace {

std::size_t BytesOf(const WaitingFrame& frame) {
  std::size_t bytes = frame.labels.Bytes();
  for (const OwnedRecord& record : frame.predictions) bytes += record.Bytes();
  return bytes;
}

}  // namespace

OwnedRecord::OwnedRecord(const JoinRecord& record)
    : record_(record), message_size_(record.message.size()), key_size_(record.key.size()) {
  bytes_.reserve(record.message.size() + record.key.size() + record.original.size());
  bytes_.append(record.message).append(record.key).append(record.original);
  record_.message = record_.key = record_.original = record_.model = record_.model_version = {};
}

JoinRecord OwnedRecord::View() const {
  const std::string_view bytes = bytes_;
  JoinRecord record = record_;
  record.message = bytes.substr(0, message_size_);
  record.key = bytes.substr(message_size_, key_size_);
  record.original = bytes.substr(message_size_ + key_size_);
  return record;
}

void WaitingFrames::Push(const JoinRecord& labels, std::span<const JoinRecord> predictions, PictureTicket picture) {
  WaitingFrame& frame = frames_.emplace_back(WaitingFrame{OwnedRecord(labels), {}, picture});
  for (const JoinRecord& record : predictions) frame.predictions.emplace_back(record);
  bytes_ += BytesOf(frame);
}

WaitingFrame WaitingFrames::Pop() {
  WaitingFrame frame = std::move(frames_.front());
  frames_.pop_front();
  bytes_ -= BytesOf(frame);
  return frame;
}

}  // namespace labelwatch
