#pragma once
// Frames for tests, and what judging them in this process gives: what the service has to give as well.

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "consumers/files/record_stream.h"
#include "consumers/kafka/options.h"
#include "consumers/kafka/service.h"
#include "consumers/task.h"
#include "schema/relabel.h"

namespace labelwatch {

// A record that owns its bytes.
struct OwnedRecord {
  Side side = Side::kLabels;
  std::string key, value;
  std::int64_t timestamp_ms = 0;
};

// `count` frames with three labels and the predictions of one model, 100 ms apart. Every tenth frame has a label that
// no prediction confirms and a sure prediction without label: it is flagged. Keyed by sequence (`in_sequence` frames
// each), or by frame id where that is 0.
inline constexpr std::int64_t kStartMs = 1'700'000'000'000;
// `wrong`: which frames are so, others than every tenth.
std::vector<OwnedRecord> MakeFrames(int count, int in_sequence = 0, std::int64_t start_ms = kStartMs,
                                    const std::function<bool(int)>& wrong = {});

class MemoryStream : public RecordStream {
 public:
  explicit MemoryStream(std::vector<OwnedRecord> records) : records_(std::move(records)) {}
  Result<bool> Next(Record& record) override;
  StreamProgress Progress() const override { return {next_, records_.size(), 0}; }
  const std::vector<std::string>& Models() const override { return models_; }
  std::optional<LabelSpan> LabelTimes() const override { return LabelSpan{}; }
  FrameOrigin Origin() const override { return {}; }
  std::vector<ListedClass> Classes() const override { return {}; }
  const std::vector<std::string>& Problems() const override { return problems_; }

 private:
  std::vector<OwnedRecord> records_;
  std::size_t next_ = 0;
  std::vector<std::string> models_{"model"}, problems_;
};

// Learning switched off, so that runs can be compared; waits for `models`.
TaskOptions FrozenTask(std::vector<std::string> models = {"model"});
// Every frame teaches, so that those that taught can be counted.
TaskOptions LearningTask();

// The messages of flagged frames by id: of the stream judged in this process by one task.
using FlaggedMessages = std::map<std::string, std::string>;
FlaggedMessages JudgeHere(RecordStream& stream, const TaskOptions& task);
// Of the flagged topic, committed ones; an id that comes twice fails the test.
FlaggedMessages ReadFlaggedMessages(const KafkaOptions& options);
// Ids in one but not in the other, or with other content: empty if equal.
std::set<std::string> Differences(const FlaggedMessages& one, const FlaggedMessages& other);

// The open requests of the same stream by id, as JSON without the time at which they were asked.
using Requests = std::map<std::string, std::string>;
Requests AskHere(RecordStream& stream, const TaskOptions& task);
std::string WithoutTime(RelabelRequest request);

// One service of this process with its own metrics.
struct ServiceRun {
  ServiceRun();
  Names names;
  Metrics metrics{names};
  Health health;
  RatesView rates;
  // What the last Go ended with; never null after one.
  std::shared_ptr<const Calibration> calibration;
  Result<Summary> Go(const KafkaOptions& kafka, const TaskOptions& task, bool until_end = true,
                     std::stop_token stop = {});
};

std::uint64_t Outcomes(const StreamCounts& counts, Side side);
std::uint64_t Outcomes(const StreamCounts& counts, Side side, Outcome outcome);

}  // namespace labelwatch
