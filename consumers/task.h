#pragma once
// One partition pair: records in, judged frames out. Knows neither Kafka nor files; time comes in as a parameter.
//
//   record -> Unframe -> ReadEnvelope -> FrameJoin -> FrameDecoder -> Inspector -> Outputs, StreamCounts, WorkingCopy
//
// Single-owner: one thread.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "consumers/images/options.h"
#include "consumers/join.h"
#include "consumers/labeling/routing.h"
#include "detectors/health/input_sample.h"
#include "detectors/inspector.h"
#include "detectors/learning/working_copy.h"
#include "detectors/rates/options.h"
#include "metrics/counts.h"
#include "schema/output.h"
#include "schema/record.h"
#include "schema/series.h"
#include "schema/series_sums.h"

namespace labelwatch {

// Where a task's results go: a Kafka transaction, a file, a test.
class Outputs {
 public:
  virtual ~Outputs() = default;
  // A judged frame. `judgement` and `frame` are valid during the call. Called for every judged frame, flagged or not.
  virtual void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                      const Inspector& inspector) = 0;
  // After it, of a frame that a person is asked to look at, or whose newer labels close what was asked.
  virtual void Asked(const JoinedFrame& /*frame*/, const Calibration& /*calibration*/, const Judgement& /*judgement*/,
                     const Inspector& /*inspector*/, const Routed& /*routed*/, std::int64_t /*now_ms*/) {}
  virtual void Refused(const Record& record, Rejection reason) = 0;
  // A JSON message that was read, with fields that nobody knows: their names. The first of each side; all are counted.
  virtual void UnknownFields(const Record& /*record*/, std::span<const std::string> /*names*/) {}
  // A record whose event time is so far ahead of its Kafka time, or of the clock, that its clock must be wrong. It goes
  // on like any other.
  virtual void AheadOfClock(const JoinRecord& /*record*/, std::int64_t /*event_time_ms*/) {}
};

struct TaskOptions {
  JoinOptions join;
  InspectOptions inspect;
  WireLimits wire;
  ImageOptions images;
  RateOptions rates;
  RoutingOptions routing;
  // Rates are followed in the order of the labels (event_time.h), whatever times they say: in files.
  bool labels_in_order = false;
};

class Task {
 public:
  // The references must outlive the task. Tasks of one thread share their working copy; whoever owns it commits it.
  Task(const TaskOptions& options, Names& names, WorkingCopy& learning, Outputs& outputs);
  ~Task();

  // One record; `now_ms` is wall-clock time (Unix ms): for the age bound, and to notice clocks that are ahead.
  void Add(const Record& record, std::int64_t now_ms);
  // Time passes without records: the age bound and idle sides.
  void Advance(std::int64_t now_ms);
  // Judges the frames that wait for their pictures (images/options.h). Before what was judged so far is committed.
  void Settle();
  // No more records will come: every open frame ends.
  void Finish();

  // Counts since the last call; adds up over tasks. The caller adds them to the metrics when they are committed.
  StreamCounts TakeCounts();
  // What TakeCounts would give, so far.
  const StreamCounts& Counts() const;
  // What the frames since then say of the rates that are followed.
  SeriesSums Series() const;
  // The largest time of a label judged so far, Unix ms, never far beyond its record's own time; 0: none.
  std::int64_t LabelClock() const;

  // While rebuilding, records fill the join but nothing is judged, counted or put out (their results are committed).
  // The owner ends it when both sides have been read up to their committed positions. `mark`: of the join, committed
  // with them.
  void StartRebuild(const JoinMark& mark);
  void EndRebuild(std::int64_t now_ms);

  // Of the frames judged so far: whether labels and predictions are about the same thing.
  const InputSample& Sample() const;

  const FrameJoin& Join() const;
  std::size_t Sequences() const;  // whose last frames are remembered

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace labelwatch
