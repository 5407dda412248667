#include "consumers/files/separate_annotators.h"

#include <algorithm>
#include <deque>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "consumers/files/annotator_frames.h"
#include "schema/counted.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

struct Kept {
  Side side = Side::kLabels;
  std::string key, value;
  std::int64_t timestamp_ms = 0;

  Record View() const { return {side, key, value, 0, timestamp_ms}; }
};

// The records of one frame id, in their order.
struct FrameRecords {
  std::vector<Kept> labels, predictions;
};

class SeparatedStream : public RecordStream {
 public:
  explicit SeparatedStream(std::unique_ptr<RecordStream> together)
      : together_(std::move(together)), models_(together_->Models()) {}

  Result<void> ReadAll();

  Result<bool> Next(Record& record) override {
    while (next_ == out_.size()) {
      if (frames_.empty()) return false;
      Make(frames_.front());
      frames_.pop_front();
      ++done_;
    }
    record = out_[next_++].View();
    record.offset = offsets_[static_cast<std::size_t>(record.side)]++;
    return true;
  }
  StreamProgress Progress() const override { return {done_, done_ + frames_.size(), together_->Progress().skipped}; }
  const std::vector<std::string>& Models() const override { return models_; }
  std::optional<LabelSpan> LabelTimes() const override { return together_->LabelTimes(); }
  FrameOrigin Origin() const override { return {}; }
  std::vector<ListedClass> Classes() const override { return together_->Classes(); }
  const std::vector<std::string>& Problems() const override {
    if (all_problems_.empty()) {
      all_problems_ = together_->Problems();
      if (!note_.empty()) all_problems_.push_back(note_);
    }
    return all_problems_;
  }

 private:
  std::vector<AnnotatedFrame> AnnotatorsOf(const FrameRecords& frame);
  void NoteFrameClasses(const FrameRecords& frame);
  void Make(const FrameRecords& frame);
  template <typename Frame>
  void Put(const Frame& frame, const Kept& like, Side side) {
    Kept& kept = out_.emplace_back(Kept{side, like.key, {}, like.timestamp_ms});
    Encode(frame, classes_, kept.value);
  }

  std::unique_ptr<RecordStream> together_;
  std::vector<std::string> models_;
  NameTable classes_{1u << 20};
  const WireLimits limits_;
  FrameDecoder decoder_{classes_, limits_};
  std::deque<FrameRecords> frames_;  // that are to come, in the order of first sight
  std::vector<NameId> frame_classes_;
  std::vector<Kept> out_;  // of the frame that is given
  std::size_t next_ = 0;
  std::uint64_t done_ = 0;
  std::int64_t offsets_[kSides] = {};
  std::string note_, scratch_;
  mutable std::vector<std::string> all_problems_;
  std::deque<LabeledFrame> decoded_;  // whose texts the frame that is made points to
};

// All that is said of the frame, a later word of one annotator in the place of an earlier one. Views point into
// `frame`.
std::vector<AnnotatedFrame> SeparatedStream::AnnotatorsOf(const FrameRecords& frame) {
  std::vector<AnnotatedFrame> all;
  decoded_.clear();
  for (const Kept& record : frame.labels) {
    const auto message = Unframe(record.value, Side::kLabels, limits_, scratch_);
    if (!message || message->data() != record.value.data()) continue;
    LabeledFrame& labels = decoded_.emplace_back();
    if (!decoder_.Decode(*message, labels)) continue;
    for (AnnotatedFrame& one : ByAnnotator(labels)) {
      const auto known = std::ranges::find(all, one.annotator, &AnnotatedFrame::annotator);
      if (known == all.end()) {
        all.push_back(std::move(one));
      } else {
        *known = std::move(one);
      }
    }
  }
  return all;
}

void SeparatedStream::NoteFrameClasses(const FrameRecords& frame) {
  for (const AnnotatedFrame& one : AnnotatorsOf(frame)) {
    for (const NameId id : one.frame.frame_classes) {
      if (std::ranges::find(frame_classes_, id) == frame_classes_.end()) frame_classes_.push_back(id);
    }
  }
}

Result<void> SeparatedStream::ReadAll() {
  std::unordered_map<std::string, std::size_t> places;
  for (Record record;;) {
    const auto more = together_->Next(record);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    // A message in another form (JSON, framed) is kept as plain bytes; what cannot be read is a frame of its own.
    const auto message = Unframe(record.value, record.side, limits_, scratch_);
    const auto envelope = message ? ReadEnvelope(*message, record.side, limits_) : Decoded<Envelope>();
    const bool named = message && envelope && !envelope->frame_id.empty();
    const auto [at, added] =
        named ? places.try_emplace(std::string(envelope->frame_id), frames_.size()) : std::pair{places.end(), true};
    const std::size_t place = added ? frames_.size() : at->second;
    if (added) frames_.emplace_back();
    FrameRecords& frame = frames_[place];
    (record.side == Side::kLabels ? frame.labels : frame.predictions)
        .push_back({record.side, std::string(record.key), std::string(message ? *message : record.value),
                    record.timestamp_ms});
  }
  std::size_t several = 0;
  std::set<std::string> annotators;
  for (const FrameRecords& frame : frames_) {
    const auto all = AnnotatorsOf(frame);
    if (all.size() < 2) continue;
    ++several;
    NoteFrameClasses(frame);
    for (const AnnotatedFrame& one : all) annotators.emplace(one.annotator);
  }
  note_ = several == 0
              ? "no frame has labels of several annotators: nothing to compare"
              : "in " + CountedFrames(several) + " are labels of several of " + std::to_string(annotators.size()) +
                    " annotators: each is compared with the others, as what the model " +
                    std::string(kAnnotatorsModel) + " sees";
  if (several > 0) models_.emplace_back(kAnnotatorsModel);
  return {};
}

void SeparatedStream::Make(const FrameRecords& frame) {
  out_.clear();
  next_ = 0;
  const auto all = AnnotatorsOf(frame);
  if (all.size() < 2) {
    out_ = frame.labels;
    out_.insert(out_.end(), frame.predictions.begin(), frame.predictions.end());
    return;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    LabeledFrame labels = all[i].frame;
    const std::string id = std::string(labels.frame_id) + "@" + std::string(all[i].annotator);
    if (labels.image_uri.empty()) labels.image_uri = labels.frame_id;  // it is the same picture
    labels.frame_id = id;
    Put(labels, frame.labels.front(), Side::kLabels);
    PredictedFrame others = OthersOf(all, i, frame_classes_);
    others.frame_id = id;
    others.sequence = labels.sequence;
    others.model = kAnnotatorsModel;
    others.event_time_ms = labels.event_time_ms;
    Put(others, frame.labels.front(), Side::kPredictions);
    for (const Kept& record : frame.predictions) {
      PredictedFrame predicted;
      if (!decoder_.Decode(record.value, predicted)) continue;
      predicted.frame_id = id;
      Put(predicted, record, Side::kPredictions);
    }
  }
}

}  // namespace

Result<std::unique_ptr<RecordStream>> SeparateAnnotators(std::unique_ptr<RecordStream> together) {
  auto separated = std::make_unique<SeparatedStream>(std::move(together));
  if (auto read = separated->ReadAll(); !read) return tl::unexpected(read.error());
  return separated;
}

}  // namespace labelwatch
