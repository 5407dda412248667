#include "consumers/task.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>
#include <vector>

#include "consumers/files/dataset/event_time.h"
#include "consumers/images/image_stage.h"
#include "consumers/waiting_frames.h"
#include "detectors/class_groups.h"
#include "detectors/class_map.h"
#include "metrics/series_rows.h"
#include "schema/attributes.h"
#include "schema/image_uri.h"
#include "schema/saturating.h"

namespace labelwatch {
namespace {

// Of messages whose frames wait for pictures.
constexpr std::size_t kMostWaitingBytes = 64 << 20;

// Starts to load what will be read next. Where the next object of a message starts is known only from the one before:
// without this each of them waits for the memory anew (a tenth of all time).
void LoadAhead(std::string_view bytes) {
  constexpr std::size_t kLine = 64, kMost = 2048;
  for (std::size_t at = 0; at < std::min(bytes.size(), kMost); at += kLine) __builtin_prefetch(bytes.data() + at);
}

}  // namespace

struct Task::Impl : JoinSink {
  Impl(const TaskOptions& task_options, Names& names, WorkingCopy& task_learning, Outputs& task_outputs)
      : options(task_options),
        learning(task_learning),
        outputs(task_outputs),
        decoder(names.classes, options.wire),
        class_map(options.inspect.models, names.classes),
        class_groups(options.inspect.groups, names.classes),
        inspector(options.inspect, names.classes),
        counter(names),
        rows(names, options.rates.tick_ms),
        routing(options.routing, names.classes),
        windows(options.inspect.tracks, options.join.window_ms),
        join(options.join, *this) {
    if (options.images.fetch) images = std::make_unique<ImageStage>(options.images);
  }

  void Add(const Record& record, std::int64_t now) {
    now_ms = now;
    LoadAhead(record.value);
    if (!rebuilding) ++counts.records[static_cast<std::size_t>(record.side)];
    unknown_fields.clear();
    const auto message = Unframe(record.value, record.side, options.wire, scratch, &unknown_fields);
    if (!message) return Refuse(record, message.error());
    if (!unknown_fields.empty() && !rebuilding) TellUnknownFields(record);
    const auto envelope = ReadEnvelope(*message, record.side, options.wire);
    if (!envelope) return Refuse(record, envelope.error());
    JoinRecord joinable;
    joinable.side = record.side;
    joinable.message = *message;
    joinable.key = record.key;
    // Framed or JSON: a dead letter must carry the bytes as they came.
    if (message->data() != record.value.data()) joinable.original = record.value;
    joinable.offset = record.offset;
    joinable.timestamp_ms = record.timestamp_ms;
    join.Add(joinable, *envelope, now);
  }

  void TellUnknownFields(const Record& record) {
    const auto side = static_cast<std::size_t>(record.side);
    ++counts.with_unknown_fields[side];
    if (!std::exchange(unknown_told[side], true)) outputs.UnknownFields(record, unknown_fields);
  }

  void Refuse(const Record& record, Rejection reason) {
    if (rebuilding) return;
    ++counts.rejections[static_cast<std::size_t>(record.side)][static_cast<std::size_t>(reason)];
    Count(record.side, Outcome::kDeadLettered);
    outputs.Refused(record, reason);
  }

  void Refuse(const JoinRecord& record, Rejection reason) {
    Refuse(Record{record.side, record.key, record.Value(), record.offset, record.timestamp_ms}, reason);
  }

  void Count(Side side, Outcome outcome) {
    ++counts.outcomes[static_cast<std::size_t>(side)][static_cast<std::size_t>(outcome)];
  }

  void Ended(const JoinRecord& record, Outcome outcome) override { Count(record.side, outcome); }

  void AheadOfClock(const JoinRecord& record, std::int64_t event_time_ms) override {
    outputs.AheadOfClock(record, event_time_ms);
  }

  // Where its picture takes waiting, the frame waits, and all that come after it: frames are judged in their order.
  void Frame(const JoinRecord& label_record, std::span<const JoinRecord> prediction_records) override {
    if (images) {
      const PictureTicket picture = images->Ask(ImageUriOf(label_record.message));
      if (picture || !waiting.Empty()) {
        waiting.Push(label_record, prediction_records, picture);
        while (waiting.Size() > options.images.in_flight || waiting.Bytes() > kMostWaitingBytes) JudgeWaiting();
        return;
      }
    }
    JudgeFrame(label_record, prediction_records, std::nullopt);
  }

  void JudgeWaiting() {
    const WaitingFrame frame = waiting.Pop();
    std::vector<JoinRecord> records;
    for (const OwnedRecord& record : frame.predictions) records.push_back(record.View());
    JudgeFrame(frame.labels.View(), records, frame.picture);
  }

  void Settle() {
    while (!waiting.Empty()) JudgeWaiting();
  }

  // A message whose inside is broken goes to the dead letters; the other side goes on as if it had not come.
  void JudgeFrame(const JoinRecord& label_record, std::span<const JoinRecord> prediction_records,
                  PictureTicket picture) {
    const Decoded<void> labels_read = decoder.Decode(label_record.message, labels);
    if (!labels_read) {
      if (picture) images->Forget(picture);
      Refuse(label_record, labels_read.error());
    }
    std::size_t models = 0;
    for (const JoinRecord& record : prediction_records) {
      if (models == predictions.size()) predictions.emplace_back();
      const Decoded<void> read = decoder.Decode(record.message, predictions[models]);
      if (!read) {
        Refuse(record, read.error());
      } else {
        Count(Side::kPredictions, labels_read ? Outcome::kJoined : Outcome::kPredictionOnly);
        class_map.Apply(predictions[models]);
        ++models;
      }
    }
    if (!labels_read) return;
    class_groups.Apply(labels, std::span(predictions).first(models));
    Count(Side::kLabels, models > 0 ? Outcome::kJoined : label_record.alone);
    if (labels.event_time_ms == 0) labels.event_time_ms = label_record.timestamp_ms;
    labels.labeled_at_ms = LabelTime(label_record);
    Judge(JoinedFrame{labels, std::span(predictions).first(models)}, label_record, picture);
  }

  // When the labels were made.
  std::int64_t LabelTime(const JoinRecord& record) const {
    if (options.labels_in_order) return kFirstFrameMs + record.offset * kFrameIntervalMs;
    const std::int64_t came_ms = std::max<std::int64_t>(record.timestamp_ms, 0);
    if (labels.labeled_at_ms <= 0) return came_ms;
    return std::min(labels.labeled_at_ms, SaturatingAdd(came_ms, options.rates.max_ahead_ms));
  }

  // What cannot be read was refused when it came first.
  void JudgedBefore(const JoinRecord& label_record, std::span<const JoinRecord> prediction_records) override {
    if (!decoder.Decode(label_record.message, labels) || labels.sequence.empty()) return;
    std::size_t models = 0;
    for (const JoinRecord& record : prediction_records) {
      if (models == predictions.size()) predictions.emplace_back();
      if (!decoder.Decode(record.message, predictions[models])) continue;
      class_map.Apply(predictions[models]);
      ++models;
    }
    class_groups.Apply(labels, std::span(predictions).first(models));
    if (labels.event_time_ms == 0) labels.event_time_ms = label_record.timestamp_ms;
    const JoinedFrame frame{labels, std::span(predictions).first(models)};
    if (windows.Follows(frame)) windows.Remember(frame);
  }

  void Judge(const JoinedFrame& joined, const JoinRecord& record, PictureTicket picture) {
    std::span<const ImageSuspicion> suspicions;
    if (images) suspicions = images->Look(joined.labels, picture, counts);
    const Calibration& calibration = *learning.Current();
    const Judgement judgement = inspector.Inspect(joined, calibration, learning.Sums(), &windows, suspicions);
    const JoinedFrame frame = Heard(joined, judgement);
    counter.Count(frame, judgement, now_ms, counts);
    CountForRates(frame, judgement, record);
    sample.Add(frame);
    const Routed routed = routing.Of(frame, judgement, record.corrects, now_ms, counts.reviews);
    outputs.Judged(frame, calibration, judgement, inspector);
    if (routed.Asks() || routed.withdraws) outputs.Asked(frame, calibration, judgement, inspector, routed, now_ms);
    learning.FrameDone();
  }

  // What is counted and put out is what was judged.
  JoinedFrame Heard(const JoinedFrame& joined, const Judgement& judgement) {
    const std::size_t not_heard = joined.predictions.size() - judgement.models;
    counts.models_not_heard[judgement.too_much_work ? 1 : 0] += not_heard;
    return {joined.labels, joined.predictions.first(judgement.models)};
  }

  void CountForRates(const JoinedFrame& frame, Judgement judgement, const JoinRecord& record) {
    label_clock_ms = std::max(label_clock_ms, labels.labeled_at_ms);
    if (record.corrects) {
      ++counts.corrected_frames;
      return;
    }
    if (images) judgement.asked |= Bit(SeriesKindOf(Kind::kImage));
    const std::string& regime = options.rates.regime;
    rows.Count(frame, judgement, counter.Series(), labels.labeled_at_ms,
               regime.empty() ? std::string_view() : AttributeOf(frame.labels.attributes, regime));
  }

  const TaskOptions options;
  WorkingCopy& learning;
  Outputs& outputs;
  FrameDecoder decoder;
  ClassMap class_map;
  ClassGroups class_groups;
  Inspector inspector;
  FrameCounter counter;
  SeriesRows rows;
  Routing routing;
  SequenceWindows windows;
  std::unique_ptr<ImageStage> images;  // null: pixels are not looked at
  WaitingFrames waiting;
  StreamCounts counts;
  InputSample sample;
  FrameJoin join;
  std::int64_t now_ms = 0, label_clock_ms = 0;
  bool rebuilding = false;
  std::array<bool, kSides> unknown_told{};             // fields
  std::uint64_t dropped_told = 0, forgotten_told = 0;  // sequences and closed records, as far as TakeCounts told
  // Reused from frame to frame.
  std::string scratch;
  std::vector<std::string> unknown_fields;
  LabeledFrame labels;
  std::vector<PredictedFrame> predictions;
};

Task::Task(const TaskOptions& options, Names& names, WorkingCopy& learning, Outputs& outputs)
    : impl_(std::make_unique<Impl>(options, names, learning, outputs)) {}
Task::~Task() = default;

void Task::Add(const Record& record, std::int64_t now_ms) { impl_->Add(record, now_ms); }

void Task::Advance(std::int64_t now_ms) {
  impl_->now_ms = now_ms;
  impl_->join.Advance(now_ms);
}

void Task::Settle() { impl_->Settle(); }

void Task::Finish() {
  impl_->join.Finish();
  impl_->Settle();
  impl_->learning.CountOpen();
}

StreamCounts Task::TakeCounts() {
  impl_->counts.sequences_dropped =
      impl_->windows.Dropped() - std::exchange(impl_->dropped_told, impl_->windows.Dropped());
  impl_->counts.closed_forgotten =
      impl_->join.Forgotten() - std::exchange(impl_->forgotten_told, impl_->join.Forgotten());
  StreamCounts taken = impl_->counts;
  impl_->counts.Clear();
  impl_->rows.Clear();
  if (impl_->images) impl_->images->StartInterval();
  return taken;
}

const StreamCounts& Task::Counts() const { return impl_->counts; }
SeriesSums Task::Series() const { return impl_->rows.Sums(); }
std::int64_t Task::LabelClock() const { return impl_->label_clock_ms; }

void Task::StartRebuild(const JoinMark& mark) {
  impl_->rebuilding = true;
  impl_->join.StartRebuild(mark);
}

void Task::EndRebuild(std::int64_t now_ms) {
  impl_->join.EndRebuild(now_ms);
  impl_->rebuilding = false;
}

const InputSample& Task::Sample() const { return impl_->sample; }

const FrameJoin& Task::Join() const { return impl_->join; }

std::size_t Task::Sequences() const { return impl_->windows.Sequences(); }

}  // namespace labelwatch
