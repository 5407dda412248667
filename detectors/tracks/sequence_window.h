#pragma once
// The last frames of each sequence, as far as tracks are judged by them: explicit state, owned by the task and lent to
// the Inspector.
//
//   SequenceWindows windows(options, join_window_ms);
//   inspector.Inspect(frame, calibration, sums, &windows);  // judges by what is remembered, then remembers the frame
//   windows.Remember(frame);                                // after a restart: a frame that was judged before
//
// What is remembered of a sequence is the set of its `frames` newest frames by sequence_index: it does not depend on
// the order in which they came. A frame is judged by the remembered frames before it whose event time is at most
// `lookback_ms` away, and nothing else; so a task that reads two join windows again (its lookback is one) judges the
// next frame as if it had never stopped. The same index again replaces the frame (a newer revision of its labels).
//
// Labels with a track id belong to its track. Those without are chained by overlap: to the object with IoU >= 0.5 of
// the nearest earlier frame, one to one by falling IoU, the same class first.
//
// Bounded by TrackOptions: frames, sequences, objects; memory is reused. At the limit of sequences the one whose newest
// event time is smallest is dropped and counted. Single-owner.

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "detectors/contract/sequence_frame.h"
#include "detectors/contract/track_options.h"
#include "schema/frame.h"

namespace labelwatch {

class SequenceWindows {
 public:
  SequenceWindows(const TrackOptions& options, std::int64_t lookback_ms);

  // The frame as it will be remembered, and the frames before it, newest first. Valid until the next call.
  // REQUIRES: Follows(frame).
  SequenceMoment Remember(const JoinedFrame& frame);

  // Whether the frame belongs to a sequence at all; others cost nothing.
  bool Follows(const JoinedFrame& frame) const { return options_.enabled && !frame.labels.sequence.empty(); }

  const TrackOptions& Options() const { return options_; }
  std::size_t Sequences() const { return sequences_.size(); }
  std::uint64_t Dropped() const { return dropped_; }  // sequences given up at the limit

 private:
  struct Sequence {
    std::uint64_t key = 0;  // hash of both names
    std::string source, name;
    std::int64_t newest_ms = INT64_MIN;
    std::vector<SequenceFrame> frames;  // by falling index; the first `used` are valid
    std::size_t used = 0;
  };

  Sequence& Of(const LabeledFrame& frame);
  void Seen(Sequence& sequence, std::int64_t time_ms);
  SequenceFrame* Place(Sequence& sequence, std::int64_t index);  // null: older than all that are kept
  void Fill(const JoinedFrame& frame, SequenceFrame& into);
  void Chain(SequenceFrame& frame);

  const TrackOptions options_;
  const std::int64_t lookback_ms_;
  std::vector<Sequence> sequences_;
  std::unordered_map<std::uint64_t, std::size_t> by_key_;
  std::set<std::pair<std::int64_t, std::size_t>> by_age_;  // newest event time and place of each
  std::size_t last_ = 0;                                   // place of the one asked for last
  std::uint64_t dropped_ = 0, chains_ = 0;
  SequenceFrame aside_;  // a frame that is older than the window
  std::vector<const SequenceFrame*> before_;
  struct Link {
    double iou;
    std::uint32_t object, earlier;
    bool same_class;
  };
  std::vector<Link> links_;
  std::vector<std::uint8_t> taken_;
};

}  // namespace labelwatch
