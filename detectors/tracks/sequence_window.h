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
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/tracks/options.h"
#include "schema/frame.h"

namespace labelwatch {

struct TrackedObject {
  std::uint64_t track = 0;  // same number, same track; numbers of chains have the highest bit set
  Box box;
  NameId class_id = 0;
  ShapeKind kind = ShapeKind::kBox;  // of the label whose bounds `box` is
  std::int32_t label = -1;           // index in the frame when it was judged
  std::uint32_t id_begin = 0;        // of the track id in SequenceFrame::texts
  std::uint32_t id_size = 0;         // 0: a chain
  bool ambiguous = false;            // another label of the frame has the same track id
};

struct SeenPrediction {
  Box box;
  NameId class_id = 0;
  double score = 0;
};

struct SequenceFrame {
  std::int64_t index = 0;  // sequence_index
  std::int64_t event_time_ms = 0;
  std::uint32_t width = 0, height = 0;      // of the image; 0: unknown
  bool predicted = false;                   // a model that places boxes knows the frame
  std::vector<TrackedObject> objects;       // by rising track; crowd, ignore and difficult regions left out
  std::vector<Box> excused;                 // those regions: an object that is lost in one is not missing
  std::vector<SeenPrediction> predictions;  // of all models, the confident ones
  std::string texts;

  const TrackedObject* Find(std::uint64_t track) const;  // null where absent
  std::string_view TrackId(const TrackedObject& object) const {
    return std::string_view(texts).substr(object.id_begin, object.id_size);
  }
};

class SequenceWindows {
 public:
  SequenceWindows(const TrackOptions& options, std::int64_t lookback_ms);

  // The frame as it will be remembered, and the frames before it, newest first. Valid until the next call.
  // REQUIRES: Follows(frame).
  struct Moment {
    const SequenceFrame& now;
    std::span<const SequenceFrame* const> before;
  };
  Moment Remember(const JoinedFrame& frame);

  // Whether the frame belongs to a sequence at all; others cost nothing.
  bool Follows(const JoinedFrame& frame) const { return options_.enabled && !frame.labels.sequence.empty(); }

  const TrackOptions& Options() const { return options_; }
  std::size_t Sequences() const { return used_; }
  std::uint64_t Dropped() const { return dropped_; }  // sequences given up at the limit

 private:
  struct Sequence {
    std::string source, name;
    std::int64_t newest_ms = INT64_MIN;
    std::vector<SequenceFrame> frames;  // by falling index; the first `used` are valid
    std::size_t used = 0;
  };

  Sequence& Of(const LabeledFrame& frame);
  SequenceFrame* Place(Sequence& sequence, std::int64_t index);  // null: older than all that are kept
  void Fill(const JoinedFrame& frame, SequenceFrame& into);
  void Chain(SequenceFrame& frame);

  const TrackOptions options_;
  const std::int64_t lookback_ms_;
  std::vector<Sequence> sequences_;
  std::size_t used_ = 0, last_ = 0;
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
