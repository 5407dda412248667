#include <algorithm>
#include <tuple>

#include "consumers/join_impl.h"

namespace labelwatch {
namespace {

// Where a part of a message lies in it; 0 for what is empty, and may lie anywhere.
std::uint32_t PlaceIn(std::string_view message, std::string_view part) {
  return part.empty() ? 0 : static_cast<std::uint32_t>(part.data() - message.data());
}

}  // namespace

JoinRecord FrameJoin::Impl::ViewOf(const ParkedRecord& parked) {
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

FrameJoin::Impl::Keys FrameJoin::Impl::KeysOf(Side side, std::string_view frame_id, const Envelope& envelope) {
  const std::uint64_t frame = ClosedFrames::FrameKey(frame_id);
  if (side == Side::kLabels) return {frame, frame};
  const std::uint64_t predictions = ClosedFrames::PredictionsKey(frame, envelope.model, envelope.model_version);
  if (envelope.label_revision == 0) return {frame, predictions};
  return {frame, ClosedFrames::SentAgainKey(predictions, envelope.label_revision)};
}

std::int64_t FrameJoin::Impl::Latest(const JoinRecord& record, std::int64_t now_ms) const {
  const std::int64_t clock = record.timestamp_ms > 0 ? std::min(record.timestamp_ms, now_ms) : now_ms;
  return SaturatingAdd(clock, max_ahead_ms);
}

void FrameJoin::Impl::Seen(const JoinRecord& record, std::int64_t event_time_ms, std::int64_t now_ms) {
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

void FrameJoin::Impl::AdvanceWatermark(std::int64_t now_ms) {
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

std::int64_t FrameJoin::Impl::RewindTime() const {
  return watermark_ms == kNoTime ? kNoTime
                                 : SaturatingAdd(watermark_ms, SaturatingAdd(-options.window_ms, -options.window_ms));
}

void FrameJoin::Impl::End(const JoinRecord& record, Outcome outcome) {
  if (!rebuilding) sink.Ended(record, outcome);
}

void FrameJoin::Impl::HandOver(const JoinRecord& frame_labels, std::span<const JoinRecord> frame_predictions) {
  if (rebuilding) {
    sink.JudgedBefore(frame_labels, frame_predictions);
  } else {
    sink.Frame(frame_labels, frame_predictions);
  }
}

void FrameJoin::Impl::Collect(std::uint32_t place, const JoinRecord* arriving) {
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

void FrameJoin::Impl::Close(std::uint32_t place) {
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

void FrameJoin::Impl::EndFrame(std::uint32_t place, Outcome predictions_end, Outcome labels_end) {
  Collect(place, nullptr);
  if (has_labels) {
    labels.alone = labels_end;
    HandOver(labels, predictions);
  } else {
    for (const JoinRecord& record : predictions) End(record, predictions_end);
  }
  Close(place);
}

void FrameJoin::Impl::EndsEarly(const OpenFrame& frame) {
  const auto side = static_cast<std::size_t>(frame.opener);
  ended_offset[side] = std::max(ended_offset[side], frame.first_offset[side]);
  CloseWithoutLabels(frame);
}

void FrameJoin::Impl::CloseWithoutLabels(const OpenFrame& frame) {
  for (std::uint32_t i = 0; i < frame.used; ++i) {
    if (frame.records[i].side == Side::kLabels) return;
  }
  const std::uint64_t key = ClosedFrames::FrameKey(frame.frame_id);
  closed.Close(key, ClosedFrames::EndedKey(key), frame.correction ? frame.records.front().revision : 0);
}

void FrameJoin::Impl::Evict(std::uint32_t place) {
  EndsEarly(frames.At(place));
  EndFrame(place, Outcome::kEvicted, Outcome::kEvicted);
}

void FrameJoin::Impl::ExpireDue() {
  if (rebuilding || watermark_ms == kNoTime) return;
  for (std::uint32_t place; (place = frames.Due(Due(watermark_ms))) != kNone;) EndFrame(place);
}

void FrameJoin::Impl::ExpireAged(std::int64_t now_ms) {
  if (rebuilding || options.max_age_ms <= 0) return;
  for (std::uint32_t place; (place = frames.Oldest()) != kNone;) {
    if (now_ms - frames.At(place).opened_ms < options.max_age_ms) break;
    EndsEarly(frames.At(place));
    EndFrame(place);
  }
}

void FrameJoin::Impl::EnforceBounds() {
  while (frames.Size() > options.max_frames || (bytes > options.max_bytes && frames.Size() > 0)) {
    if (!rebuilding) {
      Evict(frames.Oldest());
    } else if (!EndOneDecided()) {
      return;
    }
  }
}

bool FrameJoin::Impl::EndRepeat(const JoinRecord& record, const Envelope& envelope, const Keys& keys,
                                std::uint32_t place) {
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

bool FrameJoin::Impl::EndAfterClose(const JoinRecord& record, const Envelope& envelope, const Keys& keys,
                                    std::uint32_t place) {
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

bool FrameJoin::Impl::EndLate(const JoinRecord& record, const Envelope& envelope, const Keys& keys, bool late) {
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

bool FrameJoin::Impl::Came(std::string_view model) const {
  return std::ranges::any_of(predictions, [&](const JoinRecord& record) { return record.model == model; });
}

bool FrameJoin::Impl::EndSurplus(const JoinRecord& record, std::uint32_t place) {
  if (record.side == Side::kLabels || place == kNone || frames.At(place).used < options.max_predictions) return false;
  Collect(place, nullptr);
  if (predictions.size() < options.max_predictions) return false;
  const bool awaited = std::ranges::find(options.models, record.model) != options.models.end();
  if (awaited && !Came(record.model)) return false;
  End(record, Outcome::kSurplus);
  return true;
}

bool FrameJoin::Impl::Complete(std::uint32_t place, const JoinRecord& arriving) {
  // A frame that cannot be complete by number is not looked into.
  const std::size_t wanted = 1 + std::max<std::size_t>(1, options.models.size());
  if (frames.At(place).used + 1 < wanted) return false;
  Collect(place, &arriving);
  if (!has_labels || predictions.empty()) return false;
  return std::ranges::all_of(options.models, [this](const std::string& model) { return Came(model); });
}

void FrameJoin::Impl::Park(const JoinRecord& record, const Envelope& envelope, std::uint64_t key, std::uint32_t place) {
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

void FrameJoin::Impl::JoinOrPark(const JoinRecord& record, const Envelope& envelope, const Keys& keys,
                                 std::uint32_t place, std::int64_t event_time, std::int64_t now_ms) {
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

void FrameJoin::Impl::Add(JoinRecord record, const Envelope& envelope, std::int64_t now_ms) {
  record.model = envelope.model;
  record.model_version = envelope.model_version;
  if (IsCorrection(record.side, envelope)) {
    Of(record.side).marks.Read(record.offset, kNoTime);
    AddCorrection(record, envelope, now_ms);
    Expire(now_ms);
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
  Expire(now_ms);
  EnforceBounds();
}

void FrameJoin::Impl::Expire(std::int64_t now_ms) {
  AdvanceWatermark(now_ms);
  ExpireDue();
  ExpireAged(now_ms);
}

FrameJoin::FrameJoin(const JoinOptions& options, JoinSink& sink) : impl_(std::make_unique<Impl>(options, sink)) {}
FrameJoin::~FrameJoin() = default;

void FrameJoin::Add(const JoinRecord& record, const Envelope& envelope, std::int64_t now_ms) {
  impl_->Add(record, envelope, now_ms);
}

void FrameJoin::Advance(std::int64_t now_ms) { impl_->Expire(now_ms); }

void FrameJoin::Finish() {
  // In order of event time, as the watermark would end them.
  for (std::uint32_t place; (place = impl_->frames.Due(INT64_MAX)) != Impl::kNone;) impl_->EndFrame(place);
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
