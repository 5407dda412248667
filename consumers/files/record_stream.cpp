#include "consumers/files/record_stream.h"

#include <algorithm>
#include <optional>

#include "consumers/files/dataset/event_time.h"
#include "consumers/files/file_inputs.h"
#include "schema/counted.h"

namespace labelwatch {
namespace {

class FileStream : public RecordStream {
 public:
  explicit FileStream(const RecordStreamOptions& options) : options_(options) {}

  FileInputs& Inputs() { return inputs_; }
  void Start();  // after all inputs are open

  Result<bool> Next(Record& record) override;
  StreamProgress Progress() const override {
    return {frames_, total_frames_ == 0 ? 0 : std::max(frames_, total_frames_), inputs_.Problems().LeftOutCount()};
  }
  const std::vector<std::string>& Models() const override { return inputs_.Models(); }
  std::optional<LabelSpan> LabelTimes() const override { return label_times_; }
  FrameOrigin Origin() const override { return origin_; }
  std::vector<ListedClass> Classes() const override;
  const std::vector<std::string>& Problems() const override { return inputs_.Problems().Sentences(); }

 private:
  void StartFrame(const FrameRef& frame, std::size_t first_prediction);
  bool StartUnlabeledFrame();
  void Fill(Record& record, Side side);
  Result<bool> NextLabels(Record& record);
  bool NotLabeledYet(const OpenInputs::Input<LabelSource>& input, std::size_t frame) const;
  Result<bool> NextPredictions(Record& record);

  const RecordStreamOptions options_;
  FileInputs inputs_;
  bool dated_ = false;
  std::optional<LabelSpan> label_times_;

  // Where the stream stands: in which frame, and which file gives the next record.
  std::size_t label_file_ = 0, label_frame_ = 0, prediction_file_ = 0;
  FrameRef frame_;
  FrameOrigin origin_;
  std::string frame_id_;  // where the frame is one of a recorded stream
  std::int64_t time_ms_ = 0;
  std::uint64_t frames_ = 0, total_frames_ = 0;
  std::int64_t offsets_[kSides] = {};
  std::string value_, key_;
};

void FileStream::Start() {
  DateOrder dates;
  LabelSpanSurvey label_times;
  bool known = true, listed = false;
  std::uint64_t not_labeled = 0;
  for (const auto& input : inputs_.Labels()) {
    if (input.frames == nullptr) {
      const auto survey = input.recorded->Survey();
      known = known && survey;
      if (survey) total_frames_ += survey->messages;
      label_times.Add(survey ? survey->label_times : std::nullopt);
      continue;
    }
    for (std::size_t i = 0; i < input.frames->Frames(); ++i) {
      dates.Add(input.frames->Frame(i).time_ms);
      not_labeled += NotLabeledYet(input, i);
    }
    listed = listed || input.frames->Frames() > 0;
    total_frames_ += input.frames->Frames();
    label_times.Add(input.frames->LabelTimes());
  }
  dated_ = dates.Usable() && listed;
  label_times_ = label_times.Span();
  if (!known) total_frames_ = 0;
  prediction_file_ = inputs_.Predictions().size();
  if (not_labeled > 0) {
    inputs_.Note(CountedFrames(not_labeled) + " without any label: not labeled yet, and not judged");
  }
}

std::vector<ListedClass> FileStream::Classes() const {
  std::vector<ListedClass> all;
  for (const auto& input : inputs_.Labels()) {
    if (input.frames == nullptr) continue;
    for (ListedClass& listed : input.frames->Classes()) all.push_back(std::move(listed));
  }
  return all;
}

// Every frame has a place in the stream, and with it a time, whatever the file says about its own.
void FileStream::StartFrame(const FrameRef& frame, std::size_t first_prediction) {
  frame_ = frame;
  prediction_file_ = first_prediction;
  if (!dated_) {
    time_ms_ = options_.first_frame_ms + static_cast<std::int64_t>(frames_) * options_.frame_interval_ms;
  } else if (frame.time_ms) {
    time_ms_ = *frame.time_ms;
  }
  ++frames_;
}

void FileStream::Fill(Record& record, Side side) {
  record.side = side;
  record.offset = offsets_[static_cast<std::size_t>(side)]++;
  if (record.timestamp_ms == 0) record.timestamp_ms = time_ms_;
}

bool FileStream::NotLabeledYet(const OpenInputs::Input<LabelSource>& input, std::size_t frame) const {
  return options_.unlabeled == Unlabeled::kUnknown && input.empty_says_nothing && input.frames->Empty(frame);
}

Result<bool> FileStream::NextLabels(Record& record) {
  for (; label_file_ < inputs_.Labels().size(); ++label_file_, label_frame_ = 0) {
    OpenInputs::Input<LabelSource>& input = inputs_.Labels()[label_file_];
    if (input.recorded) {
      auto more = input.recorded->Next(record);
      if (!more) return more;
      if (!*more) continue;
      frame_id_ = input.recorded->FrameId();
      FrameRef frame;
      frame.frame_id = frame_id_;
      StartFrame(frame, 0);
      origin_ = {};
      Fill(record, Side::kLabels);
      return true;
    }
    // Its predictions are read all the same: every record has an outcome.
    while (label_frame_ < input.frames->Frames() && NotLabeledYet(input, label_frame_)) {
      StartFrame(input.frames->Frame(label_frame_++), 0);
      if (auto more = NextPredictions(record); !more || *more) return more;
    }
    if (label_frame_ == input.frames->Frames()) continue;
    StartFrame(input.frames->Frame(label_frame_), 0);
    origin_ = input.frames->Origin(label_frame_);
    input.frames->Encode(label_frame_++, time_ms_, value_);
    record = Record{Side::kLabels, frame_.Key(), value_, 0, time_ms_};
    Fill(record, Side::kLabels);
    return true;
  }
  return false;
}

Result<bool> FileStream::NextPredictions(Record& record) {
  while (prediction_file_ < inputs_.Predictions().size()) {
    OpenInputs::Input<PredictionSource>& input = inputs_.Predictions()[prediction_file_++];
    if (input.recorded) {
      if (input.recorded->Ended()) continue;
      auto more = input.recorded->Next(record);
      if (!more) return more;
      if (!*more) continue;
    } else {
      if (frame_.frame_id.empty() || !input.frames->Encode(frame_, time_ms_, value_)) continue;
      record = Record{Side::kPredictions, frame_.Key(), value_, 0, time_ms_};
    }
    Fill(record, Side::kPredictions);
    return true;
  }
  return false;
}

// After the last labels: frames that only have predictions, and what is left of recorded streams.
bool FileStream::StartUnlabeledFrame() {
  bool recorded = false;
  for (std::size_t i = 0; i < inputs_.Predictions().size(); ++i) {
    if (inputs_.Predictions()[i].frames != nullptr) {
      if (const auto frame = inputs_.Predictions()[i].frames->NextUnclaimed()) {
        StartFrame(*frame, i);
        return true;
      }
    } else {
      recorded = recorded || !inputs_.Predictions()[i].recorded->Ended();
    }
  }
  if (!recorded) return false;
  StartFrame({}, 0);
  return true;
}

Result<bool> FileStream::Next(Record& record) {
  for (;;) {
    if (auto more = NextPredictions(record); !more || *more) return more;
    if (auto more = NextLabels(record); !more || *more) return more;
    if (!StartUnlabeledFrame()) return false;
  }
}

}  // namespace

Result<std::unique_ptr<RecordStream>> OpenRecordStream(const std::vector<std::string>& label_files,
                                                       const std::vector<PredictionFile>& prediction_files,
                                                       const RecordStreamOptions& options) {
  auto stream = std::make_unique<FileStream>(options);
  if (options.every_annotation) stream->Inputs().ReadEveryAnnotation();
  if (auto opened = stream->Inputs().OpenLabels(label_files); !opened) return tl::unexpected<Error>(opened.error());
  for (const PredictionFile& file : prediction_files) {
    if (auto opened = stream->Inputs().OpenPredictions(file); !opened) return tl::unexpected<Error>(opened.error());
  }
  stream->Start();
  return stream;
}

}  // namespace labelwatch
