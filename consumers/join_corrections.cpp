#include <algorithm>
#include <string>
#include <utility>

#include "consumers/join_impl.h"

namespace labelwatch {
namespace {

constexpr std::int64_t kNever = INT64_MAX;  // the event time of what never comes due

// A correction lies among the open frames under a name that no frame has: ids are UTF-8, and this is not.
constexpr std::string_view kCorrection = "\xff";
std::string CorrectionOf(std::string_view frame_id) { return std::string(frame_id) += kCorrection; }

}  // namespace

bool FrameJoin::Impl::IsCorrection(Side side, const Envelope& envelope) {
  return side == Side::kLabels ? envelope.predictions_follow > 0 : envelope.label_revision > 0;
}

bool FrameJoin::Impl::EndOldCorrection(const JoinRecord& record, const Envelope& envelope, const Keys& keys,
                                       std::uint32_t& place) {
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

void FrameJoin::Impl::PushOut(std::uint32_t place) {
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

bool FrameJoin::Impl::CorrectionComplete(std::uint32_t place, const JoinRecord& arriving) {
  const OpenFrame& frame = frames.At(place);
  const std::size_t wanted = std::min<std::size_t>(frame.follow, options.max_predictions);
  if (wanted == 0 || frame.used < wanted) return false;
  Collect(place, &arriving);
  return predictions.size() >= wanted;
}

void FrameJoin::Impl::AddCorrection(JoinRecord record, const Envelope& envelope, std::int64_t now_ms) {
  record.corrects = record.side == Side::kLabels;
  const std::string id = CorrectionOf(envelope.frame_id);
  const Keys keys = KeysOf(record.side, id, envelope);
  std::uint32_t place = frames.Find(id);
  if (EndOldCorrection(record, envelope, keys, place) || EndSurplus(record, place)) return;
  if (place == kNone) {
    place = frames.Open(id, record.side, kNever, now_ms);
    frames.At(place).correction = true;
    corrections.insert(place);
  }
  if (record.corrects) frames.At(place).follow = envelope.predictions_follow;
  if (CorrectionComplete(place, record)) {
    HandOver(labels, predictions);
    closed.Close(keys.frame, keys.record, envelope.label_revision);
    return Close(place);
  }
  Park(record, envelope, keys.record, place);
}

}  // namespace labelwatch
