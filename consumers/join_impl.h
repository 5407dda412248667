#pragma once
// What a FrameJoin is made of: of join*.cpp alone.
//
//   join.cpp              event time, how records and frames end, frames that wait
//   join_corrections.cpp  a corrected revision and the predictions that are sent again for it
//   join_rebuild.cpp      filling the buffer again after a restart
//
// Of the functions that decide how a record ends, each answers true if it did; they are asked one after the other.

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "consumers/closed_frames.h"
#include "consumers/join.h"
#include "consumers/open_frames.h"
#include "consumers/rewind_marks.h"
#include "schema/saturating.h"

namespace labelwatch {

struct FrameJoin::Impl {
  static constexpr std::uint32_t kNone = OpenFrames::kNone;

  struct OneSide {
    std::int64_t largest_ms = kNoTime;  // event time
    std::int64_t seen_ms = kNoTime;     // wall-clock time of the last record
    std::size_t open_records = 0;
    RewindMarks marks;
  };

  // What the memory of closed frames calls a frame and a record of it.
  struct Keys {
    std::uint64_t frame = 0, record = 0;
  };

  Impl(const JoinOptions& join_options, JoinSink& join_sink)
      : options(join_options),
        max_ahead_ms(std::clamp<std::int64_t>(options.max_ahead_ms, 0, options.window_ms / 2)),
        sink(join_sink),
        closed(options.remembered) {}

  void Add(JoinRecord record, const Envelope& envelope, std::int64_t now_ms);
  // What time has ended, by the watermark and by age.
  void Expire(std::int64_t now_ms);

  OneSide& Of(Side side) { return sides[static_cast<std::size_t>(side)]; }
  static Keys KeysOf(Side side, std::string_view frame_id, const Envelope& envelope);
  static JoinRecord ViewOf(const ParkedRecord& parked);

  // Event times come from outside: sums stay within the range.
  bool Passed(std::int64_t event_time_ms) const {
    return watermark_ms != kNoTime && SaturatingAdd(event_time_ms, options.window_ms) <= watermark_ms;
  }
  std::int64_t Due(std::int64_t watermark) const { return SaturatingAdd(watermark, -options.window_ms); }
  std::int64_t RewindTime() const;
  // How far a record may move event time. Brokers that do not know a record's time say -1.
  std::int64_t Latest(const JoinRecord& record, std::int64_t now_ms) const;
  void Seen(const JoinRecord& record, std::int64_t event_time_ms, std::int64_t now_ms);
  // The watermark never goes back.
  void AdvanceWatermark(std::int64_t now_ms);

  // A revision or model that was read before. Newer labels push the parked ones out.
  bool EndRepeat(const JoinRecord& record, const Envelope& envelope, const Keys& keys, std::uint32_t place);
  // Its frame has ended.
  bool EndAfterClose(const JoinRecord& record, const Envelope& envelope, const Keys& keys, std::uint32_t place);
  // Behind the window, and nothing of its frame is open.
  bool EndLate(const JoinRecord& record, const Envelope& envelope, const Keys& keys, bool late);
  // Enough wait for the frame already.
  bool EndSurplus(const JoinRecord& record, std::uint32_t place);
  void JoinOrPark(const JoinRecord& record, const Envelope& envelope, const Keys& keys, std::uint32_t place,
                  std::int64_t event_time, std::int64_t now_ms);
  bool Complete(std::uint32_t place, const JoinRecord& arriving);
  bool Came(std::string_view model) const;
  void Park(const JoinRecord& record, const Envelope& envelope, std::uint64_t key, std::uint32_t place);
  // Puts the records of an open frame into `labels` and `predictions`; with `arriving` as one more.
  void Collect(std::uint32_t place, const JoinRecord* arriving);
  void HandOver(const JoinRecord& frame_labels, std::span<const JoinRecord> frame_predictions);
  void End(const JoinRecord& record, Outcome outcome);

  // The frame is judged if it has labels. Else its predictions end as said, as do labels without predictions.
  void EndFrame(std::uint32_t place, Outcome predictions_end = Outcome::kPredictionOnly,
                Outcome labels_end = Outcome::kLabelOnly);
  // By age or because the buffer was full, before its time.
  void EndsEarly(const OpenFrame& frame);
  void CloseWithoutLabels(const OpenFrame& frame);
  void Close(std::uint32_t place);
  void ExpireDue();
  void ExpireAged(std::int64_t now_ms);
  void Evict(std::uint32_t place);
  void EnforceBounds();

  // Waits with what came of its correction before, or completes it.
  void AddCorrection(JoinRecord record, const Envelope& envelope, std::int64_t now_ms);
  // A part of a correction that is no longer wanted. A newer one pushes the open one out, and `place` is that of no
  // frame then.
  bool EndOldCorrection(const JoinRecord& record, const Envelope& envelope, const Keys& keys, std::uint32_t& place);
  void PushOut(std::uint32_t place);
  // Its labels, and as many predictions as they say. Which models are waited for otherwise is not asked: who sends a
  // correction knows what there is.
  bool CorrectionComplete(std::uint32_t place, const JoinRecord& arriving);
  static bool IsCorrection(Side side, const Envelope& envelope);

  void StartRebuild(const JoinMark& mark);
  void EndRebuild(std::int64_t now_ms);
  // What was decided before the restart. A frame whose clock is ahead never comes due; of one that came before the
  // others came due the other side may lie before all that was read again, and it would be judged a second time
  // without it.
  void ForgetDecided();
  // Makes room by what would be forgotten in the end anyway.
  bool EndOneDecided();
  void EndDecided(std::uint32_t place);
  // Before the restart. All that was opened before a frame that ended so has ended, too; and a frame was open by the
  // time of any of its records.
  bool HadEnded(const OpenFrame& frame) const;
  bool CameBefore(const OpenFrame& frame, std::int64_t time_ms) const;

  const JoinOptions options;
  const std::int64_t max_ahead_ms;
  JoinSink& sink;
  OpenFrames frames;
  ClosedFrames closed;
  std::array<OneSide, kSides> sides;
  std::int64_t watermark_ms = kNoTime, first_ms = kNoTime;
  std::int64_t watermark_to_be = kNoTime;                 // while rebuilding: that of the end
  std::array<std::int64_t, kSides> ended_offset{-1, -1};  // of JoinMark
  std::set<std::uint32_t> corrections;                    // places of those that are open
  std::size_t bytes = 0;
  bool rebuilding = false;
  // Scratch of Collect.
  JoinRecord labels;
  bool has_labels = false;
  std::vector<JoinRecord> predictions;
};

}  // namespace labelwatch
