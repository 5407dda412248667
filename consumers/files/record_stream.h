#pragma once
// Files as an in-process stream of records, in file order: what `replay` judges and `publish` produces.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "consumers/files/dataset/event_time.h"
#include "consumers/files/dataset/frame_origin.h"
#include "consumers/files/dataset/label_span.h"
#include "schema/record.h"
#include "schema/result.h"

namespace labelwatch {

struct StreamProgress {
  std::uint64_t frames = 0, total_frames = 0;  // total 0: not known
  std::uint64_t skipped = 0;                   // broken records that were named and left out
};

class RecordStream {
 public:
  virtual ~RecordStream() = default;
  // The next record; false at the end. `record` is valid until the next call. An error ends the stream.
  virtual Result<bool> Next(Record& record) = 0;
  virtual StreamProgress Progress() const = 0;
  // Names of the models in the prediction files, in the order given.
  virtual const std::vector<std::string>& Models() const = 0;
  // From when to when labels were made. Nothing: not every frame says it.
  virtual std::optional<LabelSpan> LabelTimes() const = 0;
  // Of the record of labels that was given last; and all classes that the files list.
  virtual FrameOrigin Origin() const = 0;
  virtual std::vector<ListedClass> Classes() const = 0;
  // One sentence per broken record that was left out (file, line or byte offset, why), and one per record that was read
  // otherwise than it was written; at most 20 of each are kept.
  virtual const std::vector<std::string>& Problems() const = 0;
};

struct PredictionFile {
  std::string model;  // "name" or "name@version"
  std::string path;
};

// What a frame without labels means where its format lists frames whether they were labeled or not (COCO, CVAT).
enum class Unlabeled { kAbsent, kUnknown };  // reviewed, nothing is there; not labeled yet: its labels are left out

struct RecordStreamOptions {
  Unlabeled unlabeled = Unlabeled::kAbsent;
  // Where a frame has annotations of several people (Label Studio): the labels of all, each with its annotator.
  bool every_annotation = false;
  // Event time of the first frame, and from one frame to the next, where the files do not give it; see event_time.h.
  std::int64_t first_frame_ms = kFirstFrameMs;
  std::int64_t frame_interval_ms = kFrameIntervalMs;
};

// Opens files of any format that consumers/files/README.md lists, by content.
//
//   auto stream = OpenRecordStream({"labels.json"}, {{"yolo", "detections.json.gz"}});
//   for (Record record;;) { auto more = (*stream)->Next(record); if (!more || !*more) break; ... }
//
// For each labeled frame, in file order: its labels, then its predictions of each model in the order given. A model
// without rows for a frame says nothing about it: no record. Frames that only have predictions come last. Recorded
// streams keep their own order and give one record per labeled frame. Offsets count per side; the key is the sequence,
// else the frame id; the timestamp is the event time. Single-owner.
Result<std::unique_ptr<RecordStream>> OpenRecordStream(const std::vector<std::string>& label_files,
                                                       const std::vector<PredictionFile>& prediction_files,
                                                       const RecordStreamOptions& options = {});

}  // namespace labelwatch
