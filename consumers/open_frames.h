#pragma once
// The buffer of open frames: found by frame id, by event time, and by age. Memory of closed frames is used again, so
// that at a steady load nothing is allocated. Single-owner.

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/wire.h"

namespace labelwatch {

// One record that waits: its bytes are copied, the rest is small.
struct ParkedRecord {
  std::string bytes;  // message, key, original value, one after the other
  std::uint32_t message_size = 0, key_size = 0;
  // Of predictions, as places in `bytes`: asked for with each further message of the frame.
  std::uint32_t model_at = 0, model_size = 0, version_at = 0, version_size = 0;
  Side side = Side::kLabels;
  std::uint64_t key = 0;       // as ClosedFrames knows it
  std::uint64_t revision = 0;  // of labels; of predictions that are sent again: for which
  std::int64_t offset = 0, timestamp_ms = 0;
};

struct OpenFrame {
  std::string frame_id;
  std::int64_t event_time_ms = 0;
  std::int64_t opened_ms = 0;                       // wall-clock time
  Side opener = Side::kLabels;                      // whose record opened it
  std::array<std::int64_t, kSides> first_offset{};  // of the first record of each side; -1: none came
  std::vector<ParkedRecord> records;                // labels, if any, and predictions; [0, used)
  std::uint32_t used = 0;
  bool correction = false;             // labels of a newer revision, and the predictions that are sent again for it
  std::uint32_t follow = 0;            // so many of them, say the labels; 0: these have not come
  std::uint32_t generation = 0;        // tells the uses of one place apart
  std::uint32_t older = 0, newer = 0;  // neighbours in order of opening
};

class OpenFrames {
 public:
  static constexpr std::uint32_t kNone = 0;  // no frame; places start at 1

  OpenFrames();

  std::uint32_t Find(std::string_view frame_id) const;
  std::uint32_t Open(std::string_view frame_id, Side opener, std::int64_t event_time_ms, std::int64_t now_ms);
  OpenFrame& At(std::uint32_t place) { return frames_[place]; }
  const OpenFrame& At(std::uint32_t place) const { return frames_[place]; }
  // A place for one more record of the frame, emptied.
  ParkedRecord& AddRecord(std::uint32_t place);
  void RemoveRecord(std::uint32_t place, std::size_t record);
  void SetEventTime(std::uint32_t place, std::int64_t event_time_ms);  // only later
  void Close(std::uint32_t place);

  std::uint32_t Oldest() const { return frames_[kNone].newer; }  // opened first
  // The frame with the least event time, if that is at most `time_ms`.
  std::uint32_t Due(std::int64_t time_ms);
  std::size_t Size() const { return by_id_.size(); }

 private:
  struct Deadline {
    std::int64_t event_time_ms;
    std::uint64_t number;  // of the frame, in order of opening: makes the order of equal times plain
    std::uint32_t place, generation;
    friend bool operator>(const Deadline& a, const Deadline& b) {
      return a.event_time_ms != b.event_time_ms ? a.event_time_ms > b.event_time_ms : a.number > b.number;
    }
  };
  bool Current(const Deadline& deadline) const;
  void PushDeadline(std::uint32_t place);

  std::deque<OpenFrame> frames_;  // [0] is the ring's anchor
  std::vector<std::uint32_t> free_;
  std::unordered_map<std::string_view, std::uint32_t> by_id_;  // keys are the frames' own ids
  // A heap in which closed frames stay until they come up or there are more of them than of open ones.
  std::vector<Deadline> deadlines_;
  std::uint64_t opened_ = 0;
};

}  // namespace labelwatch
