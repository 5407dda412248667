#pragma once
// Brings labels and predictions of a frame together, by frame id, within a window of event time.
//
// Event time is the time of the frame (the message's, else the record's). The watermark is the smaller of the two
// sides' largest event times: an open frame ends when the watermark passes its time + window, so the result does not
// depend on how the two topics are interleaved. A side that is silent for `idle_ms` of wall-clock time stops holding
// the watermark back.
//
// A clock that is wrong decides for its own record only. A record moves its side's event time no further than its own
// Kafka time, and the wall clock, plus `max_ahead_ms`: one frame from the year 57,000 would make all others late. The
// frame itself joins by its id like any other, and where the watermark does not come to its time it ends by age.
//
// How a record ends (each in exactly one way; RecordsIn - outcomes = OpenRecords at any time):
//   * its frame is complete (labels and every model that is waited for), or ends with labels: handed over as a frame;
//   * its frame ends without labels: prediction_only;
//   * behind the watermark by the window or more when it arrives, and its frame is not open: late;
//   * the same frame and revision, or frame, model and version, is open or was closed lately: duplicate;
//   * a newer revision of the labels is open or was closed lately, or comes while it is open: superseded;
//   * predictions of a frame for which `max_predictions` others wait: surplus;
//   * the oldest frame of a full buffer: evicted.
// Labels are never dropped for that: late ones are handed over alone, evicted ones with the predictions that came.
// What comes for a frame that was closed is decided at once, since its other side is gone: labels are handed over
// without predictions (label_only), a newer revision likewise, predictions of a further model are prediction_only. So
// no order of the two sides leaves anything open that another order would not, and a rebuilt join equals the one that
// was lost.
//
// A corrected revision whose predictions are sent again (LabeledFrame.predictions_follow,
// PredictedFrame.for_label_revision) is joined with them as if it were another frame: whatever was said of the frame
// before is no part of it, and neither side is a duplicate of that. It may come at any time after the frame, so event
// time says nothing of it: it is never late, moves no event time, and ends when as many predictions have come as its
// labels say, by age or by a full buffer. A newer one takes its place, were it one side only: what was older is
// superseded. What is sent again for labels that were judged without it is prediction_only; for the same labels a
// second time, a duplicate.
//
// Pure: no clock, no threads, no I/O. Single-owner.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/outcome.h"
#include "schema/wire.h"

namespace labelwatch {

struct JoinOptions {
  // How far apart, in event time, the two sides of a frame may be read.
  std::int64_t window_ms = 10 * 60 * 1000;
  // Models whose predictions a labeled frame waits for; empty: the first predictions that come complete it.
  std::vector<std::string> models;
  // Predictions messages that wait for one frame; what comes beyond is surplus. A model that the frame waits for has
  // its place beyond them.
  std::size_t max_predictions = 32;
  // Limits of the buffer; the oldest open frames are evicted beyond them.
  std::size_t max_frames = 200'000;
  std::size_t max_bytes = 256u << 20;
  // Records of closed frames that are remembered, about; of what was forgotten a repeat is judged again.
  std::size_t remembered = 1 << 18;
  // An open frame ends after this much wall-clock time, whatever the event time says. 0: no such limit.
  std::int64_t max_age_ms = 60 * 60 * 1000;
  // How far the event time of a record may be ahead of its Kafka time, and of the wall clock, and still move the
  // watermark; a record further ahead moves it this far. At most half of the window counts: the watermark must not pass
  // records whose clocks are right.
  std::int64_t max_ahead_ms = 60 * 1000;
  // A side silent for this much wall-clock time no longer holds the watermark back. 0: it holds it for ever. Shorter
  // than the window, it ends frames whose other side would still have come.
  std::int64_t idle_ms = 10 * 60 * 1000;
};

// A record with what the join knows of it. Views are valid during the call that passes it.
struct JoinRecord {
  Side side = Side::kLabels;
  std::string_view message;               // plain protobuf
  std::string_view key;                   // of the record
  std::string_view original;              // the record's value, where it was framed; else empty: `message` is the value
  std::string_view model, model_version;  // predictions; views into `message`, set by the join
  std::int64_t offset = 0;
  std::int64_t timestamp_ms = 0;
  bool corrects = false;                // labels, of which an earlier revision was judged, or whose sender says so
  Outcome alone = Outcome::kLabelOnly;  // how labels end that are handed over without predictions

  std::string_view Value() const { return original.empty() ? message : original; }
};

class JoinSink {
 public:
  virtual ~JoinSink() = default;
  // A frame with its labels and the predictions that came (perhaps none), in order of model name and version.
  virtual void Frame(const JoinRecord& labels, std::span<const JoinRecord> predictions) = 0;
  // The same while rebuilding: the frame was judged before, and only what is remembered of it is wanted.
  virtual void JudgedBefore(const JoinRecord& /*labels*/, std::span<const JoinRecord> /*predictions*/) {}
  // A record that ends without being judged.
  virtual void Ended(const JoinRecord& record, Outcome outcome) = 0;
  // A record whose event time is too far ahead to be believed, as it comes; it goes on like any other.
  virtual void AheadOfClock(const JoinRecord& /*record*/, std::int64_t /*event_time_ms*/) {}
};

// What is remembered of a join beside the records that are read again.
struct JoinMark {
  std::int64_t watermark_ms = INT64_MIN;  // kNoTime: none
  // Age and a full buffer end frames in the order in which they were opened. Those that a record of a side up to here
  // opened have ended; -1: none has.
  std::array<std::int64_t, kSides> ended_offset{-1, -1};
};

class FrameJoin {
 public:
  FrameJoin(const JoinOptions& options, JoinSink& sink);
  ~FrameJoin();

  // `envelope` must be that of `record.message`. `now_ms`: wall-clock time, never going back.
  void Add(const JoinRecord& record, const Envelope& envelope, std::int64_t now_ms);
  // Wall-clock time passes: age bound and idle sides.
  void Advance(std::int64_t now_ms);
  // Every open frame ends.
  void Finish();

  // Between the two, records refill the buffer; what they led to is committed already, so the sink hears of nothing but
  // frames JudgedBefore.
  // The end forgets what was decided before: frames that the watermark of `mark` has passed by the window, or that age
  // or a full buffer had ended. Nothing else is given up, however full it gets: the owner pauses the side that is
  // ahead. A watermark that is further ahead of the clock than it may be (a wrong clock had moved it) is not taken
  // over: it is made anew from the records that were read.
  void StartRebuild(const JoinMark& mark = {});
  void EndRebuild(std::int64_t now_ms);
  JoinMark Mark() const;  // to be given to StartRebuild

  static constexpr std::int64_t kNoTime = INT64_MIN;
  std::int64_t Watermark() const;                  // kNoTime: nothing seen on a side that holds it
  std::int64_t LargestEventTime(Side side) const;  // as far as it moves the watermark; kNoTime: nothing seen
  // Where reading must start again after a restart, so that every frame that may still matter is seen: everything
  // before this offset is older than the watermark by two windows, as the watermark takes times, and is part of no open
  // correction. -1: nothing was read on this side.
  std::int64_t RewindOffset(Side side) const;

  std::size_t Frames() const;  // open
  std::size_t Bytes() const;   // held by open frames
  std::size_t OpenRecords(Side side) const;
  std::uint64_t Forgotten() const;  // records of closed frames, so far
  // 0..1: how near the buffer is to its limits.
  double Fill() const;
  // The side that runs ahead in event time: pause it while the buffer is nearly full.
  Side LeadingSide() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace labelwatch
