#include "consumers/join.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "consumers/closed_frames.h"
#include "consumers/open_frames.h"
#include "consumers/rewind_marks.h"
#include "schema/saturating.h"

namespace labelwatch {
namespace {

constexpr std::uint32_t kNone = OpenFrames::kNone;
constexpr std::int64_t kNever = INT64_MAX;  // the event time of what never comes due

JoinRecord ViewOf(const ParkedRecord& parked) {
  const std::string_view bytes = parked.bytes;
  JoinRecord record;
  record.side = parked.side;
  record.message = bytes.substr(0, parked.message_size);
  record.key = bytes.substr(parked.message_size, parked.key_size);
  record.original = bytes.substr(parked.message_size + parked.key_size);
  record.offset = parked.offset;
  record.timestamp_ms = parked.timestamp_ms;
  record.model = bytes.substr(parked.model_at, parked.model_size);
  record.model_version = bytes.substr(parked.version_at, parked.version_size);
  return record;
}

// Where a part of a message lies in it; 0 for what is empty, and may lie anywhere.
std::uint32_t PlaceIn(std::string_view message, std::string_view part) {
  return part.empty() ? 0 : static_cast<std::uint32_t>(part.data() - message.data());
}

bool IsCorrection(Side side, const Envelope& envelope) {
  return side == Side::kLabels ? envelope.predictions_follow : envelope.label_revision > 0;
}

// A correction lies among the open frames under a name that no frame has: ids are UTF-8, and this is not.
constexpr std::string_view kCorrection = "\xff";
std::string CorrectionOf(std::string_view frame_id) { return std::string(frame_id) += kCorrection; }

// What the memory of closed frames calls a frame and a record of it.
struct Keys {
  std::uint64_t frame = 0, record = 0;
};

Keys KeysOf(Side side, std::string_view frame_id, const Envelope& envelope) {
  const std::uint64_t frame = ClosedFrames::FrameKey(frame_id);
  if (side == Side::kLabels) return {frame, frame};
  const std::uint64_t predictions = ClosedFrames::PredictionsKey(frame, envelope.model, envelope.model_version);
  if (envelope.label_revision == 0) return {frame, predictions};
  return {frame, ClosedFrames::SentAgainKey(predictions, envelope.label_revision)};
}

}  // namespace

struct FrameJoin::Impl {
  struct OneSide {
    std::int64_t largest_ms = kNoTime;  // event time
    std::int64_t seen_ms = kNoTime;     // wall-clock time of the last record
    std::size_t open_records = 0;
    RewindMarks marks;
  };

  Impl(const JoinOptions& join_options, JoinSink& join_sink)
      : options(join_options),
        max_ahead_ms(std::clamp<std::int64_t>(options.max_ahead_ms, 0, options.window_ms / 2)),
        sink(join_sink),
        closed(options.remembered) {}

  OneSide& Of(Side side) { return sides[static_cast<std::size_t>(side)]; }

  // a + b without leaving the range: event times come from outside.
  bool Passed(std::int64_t event_time_ms) const {
    return watermark_ms != kNoTime && SaturatingAdd(event_time_ms, options.window_ms) <= watermark_ms;
  }

  // How far a record may move event time. Brokers that do not know a record's time say -1.
  std::int64_t Latest(const JoinRecord& record, std::int64_t now_ms) const {
    const std::int64_t clock = record.timestamp_ms > 0 ? std::min(record.timestamp_ms, now_ms) : now_ms;
    return SaturatingAdd(clock, max_ahead_ms);
  }

  void Seen(const JoinRecord& record, std::int64_t event_time_ms, std::int64_t now_ms) {
    const std::int64_t latest = Latest(record, now_ms);
    if (event_time_ms > latest) {
      if (!rebuilding) sink.AheadOfClock(record, event_time_ms);
      event_time_ms = latest;
    }
    OneSide& side = Of(record.side);
    side.largest_ms = std::max(side.largest_ms, event_time_ms);
    side.seen_ms = now_ms;
    if (first_ms == kNoTime) first_ms = now_ms;
    side.marks.Read(record.offset, event_time_ms);
  }

  // The watermark never goes back.
  void AdvanceWatermark(std::int64_t now_ms) {
    if (rebuilding) return;
    std::int64_t least = INT64_MAX, largest = kNoTime;
    bool held = false;
    for (const OneSide& side : sides) {
      const std::int64_t silent_since = side.seen_ms == kNoTime ? first_ms : side.seen_ms;
      const bool idle = options.idle_ms > 0 && silent_since != kNoTime && now_ms - silent_since > options.idle_ms;
      largest = std::max(largest, side.largest_ms);
      if (idle) continue;
      held = true;
      least = std::min(least, side.largest_ms);
    }
    // With both sides silent nothing moves event time on; the age bound ends what is left.
    if (!held) return;
    const std::int64_t now = least == INT64_MAX ? largest : least;
    if (now != kNoTime && now > watermark_ms) {
      watermark_ms = now;
      for (OneSide& side : sides) side.marks.Forget(RewindTime());
    }
  }

  std::int64_t RewindTime() const {
    return watermark_ms == kNoTime ? kNoTime
                                   : SaturatingAdd(watermark_ms, SaturatingAdd(-options.window_ms, -options.window_ms));
  }

  void End(const JoinRecord& record, Outcome outcome) {
    if (!rebuilding) sink.Ended(record, outcome);
  }

  void HandOver(const JoinRecord& frame_labels, std::span<const JoinRecord> frame_predictions) {
    if (rebuilding) {
      sink.JudgedBefore(frame_labels, frame_predictions);
    } else {
      sink.Frame(frame_labels, frame_predictions);
    }
  }

  // Puts the records of an open frame into `labels` and `predictions`; with `arriving` as one more.
  void Collect(std::uint32_t place, const JoinRecord* arriving) {
    has_labels = false;
    predictions.clear();
    const OpenFrame& frame = frames.At(place);
    const auto add = [&](const JoinRecord& record) {
      if (record.side == Side::kLabels) {
        labels = record;
        labels.corrects = frame.correction;
        has_labels = true;
      } else {
        predictions.push_back(record);
      }
    };
    for (std::uint32_t i = 0; i < frame.used; ++i) add(ViewOf(frame.records[i]));
    if (arriving) add(*arriving);
    if (predictions.size() > 1) {
      std::ranges::sort(predictions, [](const JoinRecord& a, const JoinRecord& b) {
        return std::tie(a.model, a.model_version) < std::tie(b.model, b.model_version);
      });
    }
  }

  void Close(std::uint32_t place) {
    const OpenFrame& frame = frames.At(place);
    const std::uint64_t key = ClosedFrames::FrameKey(frame.frame_id);
    for (std::uint32_t i = 0; i < frame.used; ++i) {
      const ParkedRecord& record = frame.records[i];
      --Of(record.side).open_records;
      bytes -= record.bytes.size();
      closed.Close(key, record.key, record.revision);
    }
    if (frame.correction) corrections.erase(place);
    frames.Close(place);
  }

  // The frame is judged if it has labels. Else its predictions end as said, as do labels without predictions.
  void EndFrame(std::uint32_t place, Outcome predictions_end = Outcome::kPredictionOnly,
                Outcome labels_end = Outcome::kLabelOnly) {
    Collect(place, nullptr);
    if (has_labels) {
      labels.alone = labels_end;
      HandOver(labels, predictions);
    } else {
      for (const JoinRecord& record : predictions) End(record, predictions_end);
    }
    Close(place);
  }

  // Ends by age or because the buffer was full, before its time.
  void EndsEarly(const OpenFrame& frame) {
    const auto side = static_cast<std::size_t>(frame.opener);
    ended_offset[side] = std::max(ended_offset[side], frame.first_offset[side]);
    CloseWithoutLabels(frame);
  }

  void CloseWithoutLabels(const OpenFrame& frame) {
    for (std::uint32_t i = 0; i < frame.used; ++i) {
      if (frame.records[i].side == Side::kLabels) return;
    }
    const std::uint64_t key = ClosedFrames::FrameKey(frame.frame_id);
    closed.Close(key, ClosedFrames::EndedKey(key), frame.correction ? frame.records.front().revision : 0);
  }

  // Before the restart. All that was opened before a frame that ended so has ended, too; and a frame was open by the
  // time of any of its records.
  bool HadEnded(const OpenFrame& frame) const {
    for (std::size_t side = 0; side < kSides; ++side) {
      if (frame.first_offset[side] >= 0 && frame.first_offset[side] <= ended_offset[side]) return true;
    }
    return false;
  }

  void Evict(std::uint32_t place) {
    EndsEarly(frames.At(place));
    EndFrame(place, Outcome::kEvicted, Outcome::kEvicted);
  }

  void ExpireDue() {
    if (rebuilding || watermark_ms == kNoTime) return;
    for (std::uint32_t place; (place = frames.Due(Due(watermark_ms))) != kNone;) EndFrame(place);
  }

  void ExpireAged(std::int64_t now_ms) {
    if (rebuilding || options.max_age_ms <= 0) return;
    for (std::uint32_t place; (place = frames.Oldest()) != kNone;) {
      if (now_ms - frames.At(place).opened_ms < options.max_age_ms) break;
      EndsEarly(frames.At(place));
      EndFrame(place);
    }
  }

  void EnforceBounds() {
    while (frames.Size() > options.max_frames || (bytes > options.max_bytes && frames.Size() > 0)) {
      if (!rebuilding) {
        Evict(frames.Oldest());
      } else if (!EndOneDecided()) {
        return;
      }
    }
  }

  // While rebuilding: makes room by what would be forgotten in the end anyway.
  bool EndOneDecided() {
    const std::uint32_t due = watermark_to_be == kNoTime ? kNone : frames.Due(Due(watermark_to_be));
    const std::uint32_t place = due != kNone ? due : frames.Oldest();
    if (due == kNone && !HadEnded(frames.At(place))) return false;
    EndDecided(place);
    return true;
  }

  void EndDecided(std::uint32_t place) {
    if (HadEnded(frames.At(place))) CloseWithoutLabels(frames.At(place));
    EndFrame(place);
  }

  std::int64_t Due(std::int64_t watermark) const { return SaturatingAdd(watermark, -options.window_ms); }

  // A part of a correction that is no longer wanted ends at once; true: it did. A newer one pushes the open one out,
  // and `place` is that of no frame then.
  bool EndOldCorrection(const JoinRecord& record, const Envelope& envelope, const Keys& keys, std::uint32_t& place) {
    const std::uint64_t revision = envelope.label_revision;
    // Remembered however it ends: which way depends on how the two sides are read, and a repeat is one in any case.
    const auto end = [&](Outcome outcome) {
      End(record, outcome);
      closed.Close(keys.frame, keys.record, revision);
      return true;
    };
    const bool labels_came = record.side == Side::kLabels;
    if (!labels_came && closed.Has(keys.frame, keys.record)) return end(Outcome::kDuplicate);
    if (const auto judged = closed.Revision(keys.frame); judged && revision <= *judged) {
      if (revision < *judged) return end(Outcome::kSuperseded);
      return end(labels_came ? Outcome::kDuplicate : Outcome::kPredictionOnly);
    }
    // Its predictions ended before their time.
    if (const auto ended = closed.EndedRevision(keys.frame); ended && revision <= *ended) {
      const bool alone = labels_came && revision == *ended;
      if (alone) {
        HandOver(record, {});
        closed.Close(keys.frame, keys.record, revision);
        return true;
      }
      return end(revision < *ended ? Outcome::kSuperseded : Outcome::kPredictionOnly);
    }
    if (place == kNone) return false;
    const OpenFrame& frame = frames.At(place);
    const std::uint64_t open = frame.records.front().revision;
    if (revision < open) return end(Outcome::kSuperseded);
    if (revision > open) {
      PushOut(std::exchange(place, kNone));
      return false;
    }
    for (std::uint32_t i = 0; i < frame.used; ++i) {
      if (frame.records[i].key != keys.record) continue;
      End(record, Outcome::kDuplicate);  // of what waits, so nothing has ended
      return true;
    }
    return false;
  }

  void PushOut(std::uint32_t place) {
    const OpenFrame& frame = frames.At(place);
    for (std::uint32_t i = 0; i < frame.used; ++i) {
      const ParkedRecord& record = frame.records[i];
      closed.Close(ClosedFrames::FrameKey(frame.frame_id), record.key, record.revision);
      End(ViewOf(record), Outcome::kSuperseded);
      --Of(record.side).open_records;
      bytes -= record.bytes.size();
    }
    corrections.erase(place);
    frames.Close(place);
  }

  // A revision or model that was read before ends at once; true: it did. Newer labels push the parked ones out.
  bool EndRepeat(const JoinRecord& record, const Envelope& envelope, const Keys& keys, std::uint32_t place) {
    if (record.side == Side::kPredictions) {
      bool known = closed.Has(keys.frame, keys.record);
      if (place != kNone) {
        const OpenFrame& frame = frames.At(place);
        for (std::uint32_t i = 0; i < frame.used; ++i) known |= frame.records[i].key == keys.record;
      }
      if (known) End(record, Outcome::kDuplicate);
      return known;
    }
    const auto end_older = [&](std::uint64_t revision) {
      if (envelope.label_revision > revision) return false;
      End(record, envelope.label_revision == revision ? Outcome::kDuplicate : Outcome::kSuperseded);
      return true;
    };
    if (const auto revision = closed.Revision(keys.frame); revision && end_older(*revision)) return true;
    if (place == kNone) return false;
    const OpenFrame& frame = frames.At(place);
    for (std::uint32_t i = 0; i < frame.used; ++i) {
      if (frame.records[i].side != Side::kLabels) continue;
      if (end_older(frame.records[i].revision)) return true;
      End(ViewOf(frame.records[i]), Outcome::kSuperseded);
      --Of(Side::kLabels).open_records;
      bytes -= frame.records[i].bytes.size();
      frames.RemoveRecord(place, i);
      break;
    }
    return false;
  }

  // The frame has ended: true, and so has the record.
  bool EndAfterClose(const JoinRecord& record, const Envelope& envelope, const Keys& keys, std::uint32_t place) {
    if (place != kNone) return false;
    const bool labels_ended = closed.Revision(keys.frame).has_value();
    if (!labels_ended && !closed.Has(keys.frame, ClosedFrames::EndedKey(keys.frame))) return false;
    if (record.side == Side::kPredictions) {
      End(record, Outcome::kPredictionOnly);
    } else {
      JoinRecord alone = record;
      alone.corrects = labels_ended;
      HandOver(alone, {});
    }
    closed.Close(keys.frame, keys.record, envelope.label_revision);
    return true;
  }

  // Behind the window, and nothing of its frame is open: true, and the record has ended.
  bool EndLate(const JoinRecord& record, const Envelope& envelope, const Keys& keys, bool late) {
    if (!late) return false;
    if (record.side == Side::kPredictions) {
      End(record, Outcome::kLate);
    } else {
      JoinRecord alone = record;
      alone.alone = Outcome::kLate;
      HandOver(alone, {});
    }
    closed.Close(keys.frame, keys.record, envelope.label_revision);
    return true;
  }

  bool Came(std::string_view model) const {
    return std::ranges::any_of(predictions, [&](const JoinRecord& record) { return record.model == model; });
  }

  // Enough wait for the frame already: true, and the record has ended.
  bool EndSurplus(const JoinRecord& record, std::uint32_t place) {
    if (record.side == Side::kLabels || place == kNone || frames.At(place).used < options.max_predictions) return false;
    Collect(place, nullptr);
    if (predictions.size() < options.max_predictions) return false;
    const bool awaited = std::ranges::find(options.models, record.model) != options.models.end();
    if (awaited && !Came(record.model)) return false;
    End(record, Outcome::kSurplus);
    return true;
  }

  bool Complete(std::uint32_t place, const JoinRecord& arriving) {
    // A frame that cannot be complete by number is not looked into.
    const std::size_t wanted = 1 + std::max<std::size_t>(1, options.models.size());
    if (frames.At(place).used + 1 < wanted) return false;
    Collect(place, &arriving);
    if (!has_labels || predictions.empty()) return false;
    return std::ranges::all_of(options.models, [this](const std::string& model) { return Came(model); });
  }

  void Park(const JoinRecord& record, const Envelope& envelope, std::uint64_t key, std::uint32_t place) {
    std::int64_t& first = frames.At(place).first_offset[static_cast<std::size_t>(record.side)];
    if (first < 0) first = record.offset;
    ParkedRecord& parked = frames.AddRecord(place);
    parked.bytes.reserve(record.message.size() + record.key.size() + record.original.size());
    parked.bytes.append(record.message).append(record.key).append(record.original);
    parked.message_size = static_cast<std::uint32_t>(record.message.size());
    parked.key_size = static_cast<std::uint32_t>(record.key.size());
    parked.model_at = PlaceIn(record.message, record.model);
    parked.model_size = static_cast<std::uint32_t>(record.model.size());
    parked.version_at = PlaceIn(record.message, record.model_version);
    parked.version_size = static_cast<std::uint32_t>(record.model_version.size());
    parked.side = record.side;
    parked.key = key;
    parked.revision = envelope.label_revision;
    parked.offset = record.offset;
    parked.timestamp_ms = record.timestamp_ms;
    bytes += parked.bytes.size();
    ++Of(record.side).open_records;
  }

  void JoinOrPark(const JoinRecord& record, const Envelope& envelope, const Keys& keys, std::uint32_t place,
                  std::int64_t event_time, std::int64_t now_ms) {
    if (place != kNone && Complete(place, record)) {
      HandOver(labels, predictions);
      closed.Close(keys.frame, keys.record, envelope.label_revision);
      Close(place);
      return;
    }
    if (place == kNone) {
      place = frames.Open(envelope.frame_id, record.side, event_time, now_ms);
    } else {
      frames.SetEventTime(place, event_time);
    }
    Park(record, envelope, keys.record, place);
  }

  // Waits with what came of its correction before, or completes it.
  void AddCorrection(JoinRecord record, const Envelope& envelope, std::int64_t now_ms) {
    record.corrects = record.side == Side::kLabels;
    const std::string id = CorrectionOf(envelope.frame_id);
    const Keys keys = KeysOf(record.side, id, envelope);
    std::uint32_t place = frames.Find(id);
    if (EndOldCorrection(record, envelope, keys, place) || EndSurplus(record, place)) return;
    if (place != kNone && Complete(place, record)) {
      HandOver(labels, predictions);
      closed.Close(keys.frame, keys.record, envelope.label_revision);
      return Close(place);
    }
    if (place == kNone) {
      place = frames.Open(id, record.side, kNever, now_ms);
      frames.At(place).correction = true;
      corrections.insert(place);
    }
    Park(record, envelope, keys.record, place);
  }

  void Add(JoinRecord record, const Envelope& envelope, std::int64_t now_ms) {
    record.model = envelope.model;
    record.model_version = envelope.model_version;
    if (IsCorrection(record.side, envelope)) {
      Of(record.side).marks.Read(record.offset, kNoTime);
      AddCorrection(record, envelope, now_ms);
      AdvanceWatermark(now_ms);
      ExpireDue();
      ExpireAged(now_ms);
      return EnforceBounds();
    }
    const std::int64_t event_time = envelope.event_time_ms != 0 ? envelope.event_time_ms : record.timestamp_ms;
    const bool late = Passed(event_time);
    const Keys keys = KeysOf(record.side, envelope.frame_id, envelope);
    closed.LoadAhead(keys.frame);
    Seen(record, event_time, now_ms);
    const std::uint32_t place = frames.Find(envelope.frame_id);
    if (!EndRepeat(record, envelope, keys, place) && !EndAfterClose(record, envelope, keys, place) &&
        !EndLate(record, envelope, keys, late && place == kNone) && !EndSurplus(record, place)) {
      JoinOrPark(record, envelope, keys, place, event_time, now_ms);
    }
    AdvanceWatermark(now_ms);
    ExpireDue();
    ExpireAged(now_ms);
    EnforceBounds();
  }

  void StartRebuild(const JoinMark& mark) {
    rebuilding = true;
    watermark_to_be = mark.watermark_ms;
    ended_offset = mark.ended_offset;
  }

  void EndRebuild(std::int64_t now_ms) {
    ForgetDecided();
    const bool believed = watermark_to_be <= SaturatingAdd(now_ms, max_ahead_ms);
    watermark_ms = believed ? watermark_to_be : std::min(sides[0].largest_ms, sides[1].largest_ms);
    rebuilding = false;
  }

  // What was decided before the restart. A frame whose clock is ahead never comes due; of one that came before the
  // others came due the other side may lie before all that was read again, and it would be judged a second time
  // without it.
  void ForgetDecided() {
    const std::int64_t due_ms = watermark_to_be == kNoTime ? kNoTime : Due(watermark_to_be);
    for (std::uint32_t place; due_ms != kNoTime && (place = frames.Due(due_ms)) != kNone;) EndDecided(place);
    for (std::uint32_t place = frames.Oldest(), next; place != kNone; place = next) {
      const OpenFrame& frame = frames.At(place);
      next = frame.newer;
      if (HadEnded(frame) || (due_ms != kNoTime && CameBefore(frame, due_ms))) EndDecided(place);
    }
  }

  bool CameBefore(const OpenFrame& frame, std::int64_t time_ms) const {
    if (frame.correction) return false;
    std::int64_t last = kNoTime;
    for (std::uint32_t i = 0; i < frame.used; ++i) last = std::max(last, frame.records[i].timestamp_ms);
    return last > 0 && frame.event_time_ms > SaturatingAdd(last, max_ahead_ms) &&
           SaturatingAdd(last, max_ahead_ms) <= time_ms;
  }

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

FrameJoin::FrameJoin(const JoinOptions& options, JoinSink& sink) : impl_(std::make_unique<Impl>(options, sink)) {}
FrameJoin::~FrameJoin() = default;

void FrameJoin::Add(const JoinRecord& record, const Envelope& envelope, std::int64_t now_ms) {
  impl_->Add(record, envelope, now_ms);
}

void FrameJoin::Advance(std::int64_t now_ms) {
  impl_->AdvanceWatermark(now_ms);
  impl_->ExpireDue();
  impl_->ExpireAged(now_ms);
}

void FrameJoin::Finish() {
  // In order of event time, as the watermark would end them.
  for (std::uint32_t place; (place = impl_->frames.Due(INT64_MAX)) != kNone;) impl_->EndFrame(place);
}

void FrameJoin::StartRebuild(const JoinMark& mark) { impl_->StartRebuild(mark); }
void FrameJoin::EndRebuild(std::int64_t now_ms) { impl_->EndRebuild(now_ms); }
JoinMark FrameJoin::Mark() const { return {impl_->watermark_ms, impl_->ended_offset}; }

std::int64_t FrameJoin::Watermark() const { return impl_->watermark_ms; }
std::int64_t FrameJoin::LargestEventTime(Side side) const { return impl_->Of(side).largest_ms; }
std::int64_t FrameJoin::RewindOffset(Side side) const {
  std::int64_t offset = impl_->Of(side).marks.OffsetBefore(impl_->RewindTime());
  for (const std::uint32_t place : impl_->corrections) {
    const std::int64_t first = impl_->frames.At(place).first_offset[static_cast<std::size_t>(side)];
    if (first >= 0) offset = std::min(offset, first);
  }
  return offset;
}
std::size_t FrameJoin::Frames() const { return impl_->frames.Size(); }
std::size_t FrameJoin::Bytes() const { return impl_->bytes; }
std::size_t FrameJoin::OpenRecords(Side side) const { return impl_->Of(side).open_records; }

std::uint64_t FrameJoin::Forgotten() const { return impl_->closed.Forgotten(); }

double FrameJoin::Fill() const {
  const auto share = [](std::size_t used, std::size_t limit) {
    return limit == 0 ? 1.0 : static_cast<double>(used) / static_cast<double>(limit);
  };
  return std::min(1.0, std::max(share(Frames(), impl_->options.max_frames), share(Bytes(), impl_->options.max_bytes)));
}

Side FrameJoin::LeadingSide() const {
  return LargestEventTime(Side::kLabels) > LargestEventTime(Side::kPredictions) ? Side::kLabels : Side::kPredictions;
}

}  // namespace labelwatch
