#pragma once
// Frames that are ready to be judged and wait for their pictures, in the order in which they became ready: so many
// pictures are on their way at once. Their messages are copied. Single-owner.

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "consumers/images/http_pictures.h"
#include "consumers/join.h"

namespace labelwatch {

// A record that owns its bytes.
class OwnedRecord {
 public:
  explicit OwnedRecord(const JoinRecord& record);
  JoinRecord View() const;
  std::size_t Bytes() const { return bytes_.size(); }

 private:
  JoinRecord record_;  // its views are empty
  std::string bytes_;  // message, key, original value, one after the other
  std::size_t message_size_, key_size_;
};

struct WaitingFrame {
  OwnedRecord labels;
  std::vector<OwnedRecord> predictions;
  PictureTicket picture;  // nothing: it is there at once, and waits for those before it
};

class WaitingFrames {
 public:
  void Push(const JoinRecord& labels, std::span<const JoinRecord> predictions, PictureTicket picture);
  WaitingFrame Pop();  // the first. REQUIRES: not empty

  bool Empty() const { return frames_.empty(); }
  std::size_t Size() const { return frames_.size(); }
  std::size_t Bytes() const { return bytes_; }

 private:
  std::deque<WaitingFrame> frames_;
  std::size_t bytes_ = 0;
};

}  // namespace labelwatch
