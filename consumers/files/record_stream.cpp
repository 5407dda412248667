#include "consumers/files/record_stream.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "consumers/files/coco_labels.h"
#include "consumers/files/coco_results.h"
#include "consumers/files/cvat_labels.h"
#include "consumers/files/event_time.h"
#include "consumers/files/file_format.h"
#include "consumers/files/files_under.h"
#include "consumers/files/frame_class_csv.h"
#include "consumers/files/label_set.h"
#include "consumers/files/label_studio_labels.h"
#include "consumers/files/recorded_stream.h"
#include "consumers/files/scalabel.h"
#include "consumers/files/voc_labels.h"

namespace labelwatch {
namespace {

class FileStream : public RecordStream {
 public:
  explicit FileStream(const RecordStreamOptions& options) : options_(options) {}

  Result<void> OpenLabels(const std::string& path);
  Result<void> OpenPredictions(const PredictionFile& file);
  void Start();

  Result<bool> Next(Record& record) override;
  StreamProgress Progress() const override {
    return {frames_, total_frames_ == 0 ? 0 : std::max(frames_, total_frames_), problems_.LeftOutCount()};
  }
  const std::vector<std::string>& Models() const override { return models_; }
  const std::vector<std::string>& Problems() const override { return problems_.Sentences(); }

 private:
  // One input file: frames that are looked up, or a recorded stream.
  template <typename Source>
  struct Input {
    Source* frames = nullptr;
    std::unique_ptr<Source> owned;
    std::unique_ptr<RecordedStream> recorded;
  };

  Result<void> OpenFolder(const std::string& path);
  LabelSet& VocSet();
  void StartFrame(const FrameRef& frame, std::size_t first_prediction);
  bool StartUnlabeledFrame();
  void Fill(Record& record, Side side);
  Result<bool> NextLabels(Record& record);
  Result<bool> NextPredictions(Record& record);

  const RecordStreamOptions options_;
  NameTable classes_{1u << 20};
  labelwatch::Problems problems_;
  std::vector<std::string> models_;
  std::vector<std::unique_ptr<CocoLabels>> truths_;
  std::vector<Input<LabelSource>> labels_;
  LabelSet* voc_ = nullptr;  // the set that Pascal VOC files go to while they follow each other
  std::vector<Input<PredictionSource>> predictions_;
  bool dated_ = false;

  // Where the stream stands: in which frame, and which file gives the next record.
  std::size_t label_file_ = 0, label_frame_ = 0, prediction_file_ = 0;
  FrameRef frame_;
  std::string frame_id_;  // where the frame is one of a recorded stream
  std::int64_t time_ms_ = 0;
  std::uint64_t frames_ = 0, total_frames_ = 0;
  std::int64_t offsets_[kSides] = {};
  std::string value_, key_;
};

// One file per image: the files of a folder, and those that follow each other on the command line, are one set. A
// broken file of a folder is left out and named; the others are read.
LabelSet& FileStream::VocSet() {
  if (voc_ == nullptr || labels_.empty() || labels_.back().frames != voc_) {
    Input<LabelSource>& input = labels_.emplace_back();
    auto set = std::make_unique<LabelSet>(classes_);
    voc_ = set.get();
    input.owned = std::move(set);
    input.frames = voc_;
  }
  return *voc_;
}

Result<void> FileStream::OpenFolder(const std::string& path) {
  const auto files = FilesUnder(path);
  if (!files) return tl::unexpected<Error>(files.error());
  std::size_t read = 0;
  for (const std::string& file : *files) {
    auto source = ByteSource::Open(file);
    if (!source) return tl::unexpected<Error>(source.error());
    const auto format = RecogniseFormat(**source);
    if (!format || *format != FileFormat::kVocXml) continue;
    ++read;
    if (auto added = ReadVocLabels(**source, classes_, VocSet(), problems_); !added) {
      problems_.LeftOut(added.error().message);
    }
  }
  if (read == 0)
    return BadInput("the folder " + path + " holds no Pascal VOC XML files; other formats are read by file");
  if (read < files->size()) {
    problems_.Note(path + ": " + std::to_string(files->size() - read) +
                   " files are not Pascal VOC XML and were passed over");
  }
  return {};
}

Result<void> FileStream::OpenLabels(const std::string& path) {
  if (IsFolder(path)) return OpenFolder(path);
  auto source = ByteSource::Open(path);
  if (!source) return tl::unexpected<Error>(source.error());
  const auto format = RecogniseFormat(**source);
  if (!format) return tl::unexpected<Error>(format.error());
  if (*format == FileFormat::kVocXml) return ReadVocLabels(**source, classes_, VocSet(), problems_);
  Input<LabelSource>& input = labels_.emplace_back();
  switch (*format) {
    case FileFormat::kCocoLabels: {
      auto read = CocoLabels::Read(**source, classes_, problems_);
      if (!read) return tl::unexpected<Error>(read.error());
      input.frames = truths_.emplace_back(std::move(*read)).get();
      return {};
    }
    case FileFormat::kScalabel: {
      auto read = ReadScalabelLabels(**source, classes_, problems_);
      if (!read) return tl::unexpected<Error>(read.error());
      input.owned = std::move(*read);
      input.frames = input.owned.get();
      return {};
    }
    case FileFormat::kLabelStudio: {
      auto read = ReadLabelStudioLabels(**source, classes_, problems_);
      if (!read) return tl::unexpected<Error>(read.error());
      input.owned = std::move(*read);
      input.frames = input.owned.get();
      return {};
    }
    case FileFormat::kCvatXml: {
      auto read = ReadCvatLabels(**source, classes_, problems_);
      if (!read) return tl::unexpected<Error>(read.error());
      input.owned = std::move(*read);
      input.frames = input.owned.get();
      return {};
    }
    case FileFormat::kFrameClassCsv: {
      auto read = ReadFrameClassLabels(**source, classes_, problems_);
      if (!read) return tl::unexpected<Error>(read.error());
      input.owned = std::move(*read);
      input.frames = input.owned.get();
      return {};
    }
    case FileFormat::kRecordedJson:
    case FileFormat::kRecordedBinary:
      input.recorded =
          std::make_unique<RecordedStream>(std::move(*source), Side::kLabels, *format == FileFormat::kRecordedJson);
      return {};
    case FileFormat::kVocXml:
    case FileFormat::kCocoResults:
      break;
  }
  return BadInput(path + " holds " + std::string(FormatName(*format)) + ", which are predictions, not labels");
}

Result<void> FileStream::OpenPredictions(const PredictionFile& file) {
  auto source = ByteSource::Open(file.path);
  if (!source) return tl::unexpected<Error>(source.error());
  const auto format = RecogniseFormat(**source);
  if (!format) return tl::unexpected<Error>(format.error());
  models_.push_back(file.model);
  Input<PredictionSource>& input = predictions_.emplace_back();
  const auto take = [&](Result<std::unique_ptr<PredictionSource>> read) -> Result<void> {
    if (!read) return tl::unexpected<Error>(read.error());
    input.owned = std::move(*read);
    input.frames = input.owned.get();
    return {};
  };
  switch (*format) {
    case FileFormat::kCocoResults:
      return take(ReadCocoResults(**source, file.model, truths_, classes_, problems_));
    case FileFormat::kLabelStudio:
      return take(ReadLabelStudioPredictions(**source, file.model, classes_, problems_));
    case FileFormat::kScalabel:
      return take(ReadScalabelPredictions(**source, file.model, classes_, problems_));
    case FileFormat::kFrameClassCsv:
      return take(ReadFrameClassPredictions(**source, file.model, classes_, problems_));
    case FileFormat::kRecordedJson:
    case FileFormat::kRecordedBinary:
      input.recorded = std::make_unique<RecordedStream>(std::move(*source), Side::kPredictions,
                                                        *format == FileFormat::kRecordedJson);
      return {};
    case FileFormat::kCocoLabels:
    case FileFormat::kVocXml:
    case FileFormat::kCvatXml:
      break;
  }
  return BadInput(file.path + " holds " + std::string(FormatName(*format)) +
                  ", which is labels; predictions of COCO images are an array of results");
}

void FileStream::Start() {
  DateOrder dates;
  bool known = true;
  for (const auto& input : labels_) {
    known = known && input.frames != nullptr;
    if (input.frames == nullptr) continue;
    for (std::size_t i = 0; i < input.frames->Frames(); ++i) dates.Add(input.frames->Frame(i).time_ms);
    total_frames_ += input.frames->Frames();
  }
  dated_ = dates.Usable() && total_frames_ > 0;
  if (!known) total_frames_ = 0;
  prediction_file_ = predictions_.size();
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

Result<bool> FileStream::NextLabels(Record& record) {
  for (; label_file_ < labels_.size(); ++label_file_, label_frame_ = 0) {
    Input<LabelSource>& input = labels_[label_file_];
    if (input.recorded) {
      auto more = input.recorded->Next(record);
      if (!more) return more;
      if (!*more) continue;
      frame_id_ = input.recorded->FrameId();
      FrameRef frame;
      frame.frame_id = frame_id_;
      StartFrame(frame, 0);
      Fill(record, Side::kLabels);
      return true;
    }
    if (label_frame_ == input.frames->Frames()) continue;
    StartFrame(input.frames->Frame(label_frame_), 0);
    input.frames->Encode(label_frame_++, time_ms_, value_);
    record = Record{Side::kLabels, frame_.Key(), value_, 0, time_ms_};
    Fill(record, Side::kLabels);
    return true;
  }
  return false;
}

Result<bool> FileStream::NextPredictions(Record& record) {
  while (prediction_file_ < predictions_.size()) {
    Input<PredictionSource>& input = predictions_[prediction_file_++];
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
  for (std::size_t i = 0; i < predictions_.size(); ++i) {
    if (predictions_[i].frames != nullptr) {
      if (const auto frame = predictions_[i].frames->NextUnclaimed()) {
        StartFrame(*frame, i);
        return true;
      }
    } else {
      recorded = recorded || !predictions_[i].recorded->Ended();
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
  for (const std::string& path : label_files) {
    if (auto opened = stream->OpenLabels(path); !opened) return tl::unexpected<Error>(opened.error());
  }
  for (const PredictionFile& file : prediction_files) {
    if (auto opened = stream->OpenPredictions(file); !opened) return tl::unexpected<Error>(opened.error());
  }
  stream->Start();
  return stream;
}

}  // namespace labelwatch
