#include "consumers/files/dataset/recorded_stream.h"

#include <filesystem>

namespace labelwatch {

Result<bool> RecordedStream::Next(Record& record) {
  auto more = messages_.Next();
  if (!more || !*more) {
    ended_ = true;
    return more;
  }
  key_.clear();
  frame_id_.clear();
  record = Record{};
  record.side = side_;
  record.value = messages_.Value();
  const WireLimits limits;
  if (const auto plain = Unframe(record.value, side_, limits, scratch_)) {
    if (const auto envelope = ReadEnvelope(*plain, side_, limits)) {
      frame_id_ = envelope->frame_id;
      key_ = envelope->sequence.empty() ? envelope->frame_id : envelope->sequence;
      record.timestamp_ms = envelope->event_time_ms;
    }
  }
  record.key = key_;
  return true;
}

std::optional<RecordedSurvey> RecordedStream::Survey() const {
  std::error_code error;
  if (!std::filesystem::is_regular_file(messages_.Path(), error)) return std::nullopt;
  auto source = ByteSource::Open(messages_.Path());
  if (!source) return std::nullopt;
  RecordedMessages all(std::move(*source), messages_.Form());
  RecordedSurvey survey;
  LabelSpanSurvey label_times;
  NameTable classes(0);
  FrameDecoder decoder(classes);
  LabeledFrame frame;
  std::string scratch;
  for (;;) {
    const auto more = all.Next();
    if (!more) return std::nullopt;
    if (!*more) break;
    ++survey.messages;
    const auto plain = Unframe(all.Value(), Side::kLabels, decoder.Limits(), scratch);
    if (plain && decoder.Decode(*plain, frame)) label_times.Add(frame.labeled_at_ms);  // others will be refused
  }
  survey.label_times = label_times.Span();
  return survey;
}

}  // namespace labelwatch
